"""Charts of study as shapes with places and sizes, for templates to draw as SVG: no colours, no words of a page.

Across, places are in percent of the width, so that a chart fits any page while its letters keep their size; down, in
pixels. The calendar alone has a fixed grid, of which a narrow page shows the end."""
