// The tables of imdbench, EdgeDB's benchmark of mappers, as its description has them.
#pragma once

#include <cstdint>
#include <string>

#include "rowan/rowan.hpp"

namespace bench::imdb {

class Cast;
class Director;
class Review;

class User : public rowan::Model<User> {
 public:
  std::int64_t id{};
  std::string name, image;
  rowan::HasMany<Review> reviews;

  ROWAN_MODEL(User, (), (id, name, image, reviews))
  static void configure(rowan::ModelBuilder<User>& m) { m.table("imdb_users"); }
};

class Person : public rowan::Model<Person> {
 public:
  std::int64_t id{};
  std::string first_name, last_name, image, bio;

  ROWAN_MODEL(Person, (), (id, first_name, last_name, image, bio))
  static void configure(rowan::ModelBuilder<Person>& m) { m.table("imdb_people"); }
};

class Movie : public rowan::Model<Movie> {
 public:
  std::int64_t id{};
  std::string title, image, description;
  std::int64_t year{};
  rowan::HasMany<Director> directors;
  rowan::HasMany<Cast> cast;
  rowan::HasMany<Review> reviews;

  ROWAN_MODEL(Movie, (), (id, title, image, description, year, directors, cast, reviews))
  static void configure(rowan::ModelBuilder<Movie>& m) { m.table("imdb_movies"); }
};

class Director : public rowan::Model<Director> {
 public:
  std::int64_t id{};
  std::int64_t list_order{};
  rowan::BelongsTo<Person> person;
  rowan::BelongsTo<Movie> movie;

  ROWAN_MODEL(Director, (), (id, list_order, person, movie))
  static void configure(rowan::ModelBuilder<Director>& m) { m.table("imdb_directors"); }
};

class Cast : public rowan::Model<Cast> {
 public:
  std::int64_t id{};
  std::int64_t list_order{};
  rowan::BelongsTo<Person> person;
  rowan::BelongsTo<Movie> movie;

  ROWAN_MODEL(Cast, (), (id, list_order, person, movie))
  static void configure(rowan::ModelBuilder<Cast>& m) { m.table("imdb_cast"); }
};

class Review : public rowan::Model<Review> {
 public:
  std::int64_t id{};
  std::string body;
  std::int64_t rating{};
  std::int64_t created{};
  rowan::BelongsTo<User> author;
  rowan::BelongsTo<Movie> movie;

  ROWAN_MODEL(Review, (), (id, body, rating, created, author, movie))
  static void configure(rowan::ModelBuilder<Review>& m) { m.table("imdb_reviews"); }
};

}  // namespace bench::imdb
