"""How hard items are and how able students, on one scale, by Rasch's model: the arithmetic in `estimating`, where its
answers come from in `answers`, what follows for a class in `forecasting`, and how it is said in `saying`."""
