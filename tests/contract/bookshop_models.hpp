// Models with every kind of association and key, for the association tests.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

#include "rowan/core/uuid.hpp"
#include "rowan/rowan.hpp"

namespace bookshop {

class Author;
class Book;
class Chapter;
class Person;

/// Its key is a text.
class Country : public rowan::Model<Country> {
 public:
  std::string code;
  std::string name;
  rowan::HasMany<Author> authors;

  ROWAN_MODEL(Country, (), (code, name, authors))
  static void configure(rowan::ModelBuilder<Country>& m);
};

class Profile : public rowan::Model<Profile> {
 public:
  std::int64_t id{};
  std::string bio;
  rowan::BelongsTo<Author> author;

  ROWAN_MODEL(Profile, (), (id, bio, author))
  static void configure(rowan::ModelBuilder<Profile>& m);
};

class Author : public rowan::Model<Author> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Country, std::string> country;
  rowan::HasOne<Profile> profile;
  rowan::HasMany<Book> books;
  rowan::HasMany<Chapter> chapters;  // through books
  rowan::HasMany<Book> plain_books;  // the same rows, never loaded for siblings

  ROWAN_MODEL(Author, (), (id, name, country, profile, books, chapters, plain_books))
  static void configure(rowan::ModelBuilder<Author>& m);
};

class Genre : public rowan::Model<Genre> {
 public:
  std::int64_t id{};
  std::string label;
  rowan::ManyToMany<Book> books;

  ROWAN_MODEL(Genre, (), (id, label, books))
  static void configure(rowan::ModelBuilder<Genre>& m);
};

class Book : public rowan::Model<Book> {
 public:
  std::int64_t id{};
  std::string title;
  std::int32_t price{};
  rowan::BelongsTo<Author> author;
  rowan::HasMany<Chapter> chapters;  // ordered by number, destroyed with it
  rowan::ManyToMany<Genre> genres;
  rowan::HasMany<Country> countries;  // through author: a belongs_to

  ROWAN_MODEL(Book, (), (id, title, price, author, chapters, genres, countries))
  static void configure(rowan::ModelBuilder<Book>& m);
};

class Chapter : public rowan::Model<Chapter> {
 public:
  std::int64_t id{};
  std::int32_t number{};
  std::string heading;
  rowan::BelongsTo<Book> book;
  rowan::HasMany<Genre> genres;  // through book, over its many_to_many

  ROWAN_MODEL(Chapter, (), (id, number, heading, book, genres))
  static void configure(rowan::ModelBuilder<Chapter>& m);
};

/// A tree, a graph, and a way through itself.
class Person : public rowan::Model<Person> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Person> parent;
  rowan::HasMany<Person> children;
  rowan::HasMany<Person> grandchildren;
  rowan::ManyToMany<Person> friends;

  ROWAN_MODEL(Person, (), (id, name, parent, children, grandchildren, friends))
  static void configure(rowan::ModelBuilder<Person>& m);
};

class Reading;

/// Its key is a UUID.
class Device : public rowan::Model<Device> {
 public:
  rowan::Uuid id;
  rowan::HasMany<Reading> readings;

  ROWAN_MODEL(Device, (), (id, readings))
};

class Reading : public rowan::Model<Reading> {
 public:
  std::int64_t id{};
  std::int32_t degrees{};
  rowan::BelongsTo<Device, rowan::Uuid> device;

  ROWAN_MODEL(Reading, (), (id, degrees, device))
};

class Visit;

/// Its key has two parts.
class Room : public rowan::Model<Room> {
 public:
  std::string house;
  std::int32_t number{};
  std::string use;
  rowan::HasMany<Visit> visits;

  ROWAN_MODEL(Room, (), (house, number, use, visits))
  static void configure(rowan::ModelBuilder<Room>& m);
};

class Visit : public rowan::Model<Visit> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Room, std::tuple<std::string, std::int32_t>> room;

  ROWAN_MODEL(Visit, (), (id, room))
  static void configure(rowan::ModelBuilder<Visit>& m);
};

class Item;

/// One table, and a model of it for each thing that can become of the items when the shelf goes.
class Shelf : public rowan::Model<Shelf> {
 public:
  std::int64_t id{};
  rowan::HasMany<Item> items;
  rowan::HasOne<Item> first_item;

  ROWAN_MODEL(Shelf, (), (id, items, first_item))
};
class DestroyingShelf : public rowan::Model<DestroyingShelf> {
 public:
  std::int64_t id{};
  rowan::HasMany<Item> items;

  ROWAN_MODEL(DestroyingShelf, (), (id, items))
  static void configure(rowan::ModelBuilder<DestroyingShelf>& m);
};
class DeletingShelf : public rowan::Model<DeletingShelf> {
 public:
  std::int64_t id{};
  rowan::HasMany<Item> items;

  ROWAN_MODEL(DeletingShelf, (), (id, items))
  static void configure(rowan::ModelBuilder<DeletingShelf>& m);
};
class NullifyingShelf : public rowan::Model<NullifyingShelf> {
 public:
  std::int64_t id{};
  rowan::HasMany<Item> items;

  ROWAN_MODEL(NullifyingShelf, (), (id, items))
  static void configure(rowan::ModelBuilder<NullifyingShelf>& m);
};
class RefusingShelf : public rowan::Model<RefusingShelf> {
 public:
  std::int64_t id{};
  rowan::HasMany<Item> items;

  ROWAN_MODEL(RefusingShelf, (), (id, items))
  static void configure(rowan::ModelBuilder<RefusingShelf>& m);
};
class StrictShelf : public rowan::Model<StrictShelf> {
 public:
  std::int64_t id{};
  rowan::HasMany<Item> items;

  ROWAN_MODEL(StrictShelf, (), (id, items))
  static void configure(rowan::ModelBuilder<StrictShelf>& m);
};
class ThrowingShelf : public rowan::Model<ThrowingShelf> {
 public:
  std::int64_t id{};
  rowan::HasMany<Item> items;

  ROWAN_MODEL(ThrowingShelf, (), (id, items))
  static void configure(rowan::ModelBuilder<ThrowingShelf>& m);
};

class Item : public rowan::Model<Item> {
 public:
  std::int64_t id{};
  std::string label;
  rowan::BelongsTo<Shelf> shelf;

  ROWAN_MODEL(Item, (), (id, label, shelf))
  static void configure(rowan::ModelBuilder<Item>& m);

  static inline int destroyed = 0;  ///< how often a destroy callback ran
};

/// Strict: it never loads lazily.
class Audit : public rowan::Model<Audit> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Author> author;

  ROWAN_MODEL(Audit, (), (id, author))
  static void configure(rowan::ModelBuilder<Audit>& m);
};

/// A declared class that no file registers.
class Ghost;

/// Points at it.
class Haunted : public rowan::Model<Haunted> {
 public:
  std::int64_t id{};
  rowan::HasMany<Ghost> ghosts;

  ROWAN_MODEL(Haunted, (), (id, ghosts))
};

/// Makes all their tables.
void create_tables(rowan::Database& database);

}  // namespace bookshop
