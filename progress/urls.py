"""The addresses of study: the desk, reading, quizzes, cards; and of one piece in the library."""

from django.urls import URLPattern, path

from progress.views import attempts, cards, desk, exceptions, grading, piece, quiz, reading, regrading

app_name = "progress"

urlpatterns: list[URLPattern] = [
    path("library/<uuid:content_id>/", piece.show_piece, name="piece"),
    path("study/", desk.show_desk, name="desk"),
    path("study/review/", cards.review_cards, name="review"),
    path("study/<uuid:content_id>/", piece.study_piece, name="study"),
    path("study/<uuid:content_id>/read/", reading.mark_read, name="part-read"),
    path("study/<uuid:content_id>/check/", reading.answer_check, name="check-answer"),
    path("study/<uuid:content_id>/start/", quiz.start_attempt, name="attempt-start"),
    path("study/<uuid:content_id>/attempt/", quiz.take_attempt, name="attempt"),
    path("study/<uuid:content_id>/attempt/save/", quiz.save_answers, name="attempt-save"),
    path("study/<uuid:content_id>/attempt/finish/", quiz.finish_attempt, name="attempt-finish"),
    path("study/<uuid:content_id>/attempts/<int:number>/", quiz.show_attempt, name="attempt-result"),
    path("study/<uuid:content_id>/cards/", cards.turn_cards, name="cards"),
    path("study/<uuid:content_id>/cards/rate/", cards.rate_card, name="card-rate"),
    path("studio/<uuid:content_id>/attempts/", attempts.list_attempts, name="attempt-list"),
    path("studio/<uuid:content_id>/attempts/<uuid:attempt_id>/", attempts.show_attempt, name="attempt-detail"),
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
    path("studio/<uuid:content_id>/regrade/", regrading.list_changed, name="regrade-list"),
    path("studio/<uuid:content_id>/regrade/<uuid:item_id>/", regrading.regrade_question, name="regrade"),
    path("studio/<uuid:content_id>/regrade/<uuid:item_id>/resume/", regrading.resume, name="regrade-resume"),
]
