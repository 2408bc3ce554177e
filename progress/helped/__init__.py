"""Whether it helped to study something first: how those who did fared in a quiz against those who did not."""
