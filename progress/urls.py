"""The addresses of study: the desk, reading, quizzes, cards; and of one piece in the library."""

from django.urls import URLPattern, path

from progress.views import (
    attempt,
    attempts,
    card_moves,
    cards,
    desk,
    difficulty,
    exceptions,
    grading,
    helped,
    leeches,
    numbers,
    piece,
    quiz,
    reading,
    regrading,
    statistics,
)

app_name = "progress"

urlpatterns: list[URLPattern] = [
    path("library/<uuid:content_id>/", piece.show_piece, name="piece"),
    path("study/", desk.show_desk, name="desk"),
    path("study/numbers/<slug:figure>/", numbers.show_numbers, name="numbers"),
    path("study/review/", cards.review_cards, name="review"),
    path("study/review/undo/", card_moves.undo_review, name="review-undo"),
    path("study/leeches/", leeches.list_leeches, name="leeches"),
    path("study/memories/<uuid:memory_id>/bury/", card_moves.bury_card, name="card-bury"),
    path("study/memories/<uuid:memory_id>/suspend/", card_moves.suspend_card, name="card-suspend"),
    path("study/memories/<uuid:memory_id>/resume/", card_moves.resume_card, name="card-resume"),
    path("study/<uuid:content_id>/", piece.study_piece, name="study"),
    path("study/<uuid:content_id>/read/", reading.mark_read, name="part-read"),
    path("study/<uuid:content_id>/check/", reading.answer_check, name="check-answer"),
    path("study/<uuid:content_id>/place/", reading.keep_place, name="place-keep"),
    path("study/<uuid:content_id>/time/", reading.spend_time, name="time-spend"),
    path("study/<uuid:content_id>/terms/add/", reading.add_terms, name="term-add"),
    path("study/<uuid:content_id>/terms/remove/", reading.remove_term, name="term-remove"),
    path("study/<uuid:content_id>/start/", quiz.start_attempt, name="attempt-start"),
    path("study/<uuid:content_id>/attempt/", attempt.take_attempt, name="attempt"),
    path("study/<uuid:content_id>/attempt/save/", attempt.save_answers, name="attempt-save"),
    path("study/<uuid:content_id>/attempt/answer/", attempt.save_answer, name="attempt-answer"),
    path("study/<uuid:content_id>/attempt/check/", attempt.check_answer, name="attempt-check"),
    path("study/<uuid:content_id>/attempt/finish/", attempt.finish_attempt, name="attempt-finish"),
    path("study/<uuid:content_id>/attempts/<int:number>/", quiz.show_attempt, name="attempt-result"),
    path("study/<uuid:content_id>/cards/", cards.turn_cards, name="cards"),
    path("study/<uuid:content_id>/cards/check/", cards.check_card, name="card-check"),
    path("study/<uuid:content_id>/cards/rate/", cards.rate_card, name="card-rate"),
    path("studio/<uuid:content_id>/attempts/", attempts.list_attempts, name="attempt-list"),
    path("studio/<uuid:content_id>/attempts/<uuid:attempt_id>/", attempts.show_attempt, name="attempt-detail"),
    path("studio/<uuid:content_id>/difficulty/", difficulty.show_difficulty, name="difficulty"),
    path("studio/<uuid:content_id>/exceptions/", exceptions.list_exceptions, name="exception-list"),
    path(
        "studio/<uuid:content_id>/exceptions/<uuid:exception_id>/", exceptions.change_exception, name="exception-change"
    ),
    path(
        "studio/<uuid:content_id>/exceptions/<uuid:exception_id>/remove/",
        exceptions.withdraw_exception,
        name="exception-withdraw",
    ),
    path("studio/<uuid:content_id>/grading/", grading.list_answers, name="grading-list"),
    path("studio/<uuid:content_id>/grading/<uuid:response_id>/", grading.grade_answer, name="grading-answer"),
    path("studio/<uuid:content_id>/helped/", helped.show_helped, name="helped"),
    path("studio/<uuid:content_id>/regrade/", regrading.list_changed, name="regrade-list"),
    path("studio/<uuid:content_id>/regrade/<uuid:item_id>/", regrading.regrade_question, name="regrade"),
    path("studio/<uuid:content_id>/regrade/<uuid:item_id>/resume/", regrading.resume, name="regrade-resume"),
    path("studio/<uuid:content_id>/statistics/", statistics.list_statistics, name="statistics-list"),
    path("studio/<uuid:content_id>/statistics/<uuid:item_id>/", statistics.show_statistics, name="statistics-item"),
]
