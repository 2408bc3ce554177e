"""The addresses of study: the desk, reading, quizzes, cards; and of one piece in the library."""

from django.urls import URLPattern, path

from progress.views import cards, desk, piece, quiz, reading

app_name = "progress"

urlpatterns: list[URLPattern] = [
    path("library/<uuid:content_id>/", piece.show_piece, name="piece"),
    path("study/", desk.show_desk, name="desk"),
    path("study/review/", cards.review_cards, name="review"),
    path("study/<uuid:content_id>/", piece.study_piece, name="study"),
    path("study/<uuid:content_id>/read/", reading.mark_read, name="part-read"),
    path("study/<uuid:content_id>/check/", reading.answer_check, name="check-answer"),
    path("study/<uuid:content_id>/place/", reading.keep_place, name="place-keep"),
    path("study/<uuid:content_id>/time/", reading.spend_time, name="time-spend"),
    path("study/<uuid:content_id>/terms/add/", reading.add_terms, name="term-add"),
    path("study/<uuid:content_id>/terms/remove/", reading.remove_term, name="term-remove"),
    path("study/<uuid:content_id>/start/", quiz.start_attempt, name="attempt-start"),
    path("study/<uuid:content_id>/attempt/", quiz.take_attempt, name="attempt"),
    path("study/<uuid:content_id>/attempt/save/", quiz.save_answers, name="attempt-save"),
    path("study/<uuid:content_id>/attempt/finish/", quiz.finish_attempt, name="attempt-finish"),
    path("study/<uuid:content_id>/attempts/<int:number>/", quiz.show_attempt, name="attempt-result"),
    path("study/<uuid:content_id>/cards/", cards.turn_cards, name="cards"),
    path("study/<uuid:content_id>/cards/rate/", cards.rate_card, name="card-rate"),
]
