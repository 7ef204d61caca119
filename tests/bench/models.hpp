// The models of the benchmarks, beside the plain structs that the C API fills.
#pragma once

#include <cstdint>
#include <string>

#include "rowan/rowan.hpp"

namespace bench {

class Customer;
class Invoice;
class Visit;

class Region : public rowan::Model<Region> {
 public:
  std::int64_t id{};
  std::string name;

  ROWAN_MODEL(Region, (), (id, name))
};

/// The one that is scanned, found and saved: six attributes, three of them strings, and links to three models.
class Customer : public rowan::Model<Customer> {
 public:
  std::int64_t id{};
  std::string name;
  std::string email;
  std::string city;
  std::int64_t age{};
  double score{};
  rowan::BelongsTo<Region> region;
  rowan::HasMany<Invoice> invoices;
  rowan::HasMany<Visit> visits;

  ROWAN_MODEL(Customer, (), (id, name, email, city, age, score, region, invoices, visits))
};

/// As Customer, alone: what is inserted in bulk, so that SQLite's own work on an index and a foreign key does not cover
/// ours.
class Contact : public rowan::Model<Contact> {
 public:
  std::int64_t id{};
  std::string name;
  std::string email;
  std::string city;
  std::int64_t age{};
  double score{};

  ROWAN_MODEL(Contact, (), (id, name, email, city, age, score))
};

/// As Contact, found by a text.
class Account : public rowan::Model<Account> {
 public:
  std::int64_t id{};
  std::string name;
  std::string email;
  std::string city;
  std::int64_t age{};
  double score{};

  ROWAN_MODEL(Account, (), (id, name, email, city, age, score))

  static void configure(rowan::ModelBuilder<Account>& m) { m.attribute(&Account::email).unique(); }
};

/// As Contact, with a constraint that the model declares: its violation is an error on the record, and the transaction
/// goes on.
class Member : public rowan::Model<Member> {
 public:
  std::int64_t id{};
  std::string name;
  std::string email;
  std::string city;
  std::int64_t age{};
  double score{};
  std::int64_t number{};

  ROWAN_MODEL(Member, (), (id, name, email, city, age, score, number))

  static void configure(rowan::ModelBuilder<Member>& m) { m.attribute(&Member::number).unique(); }
};

class Invoice : public rowan::Model<Invoice> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Customer> customer;

  ROWAN_MODEL(Invoice, (), (id, customer))
};

class Visit : public rowan::Model<Visit> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Customer> customer;

  ROWAN_MODEL(Visit, (), (id, customer))
};

class Page : public rowan::Model<Page> {
 public:
  std::int64_t id{};
  std::string title;
  std::string text;

  ROWAN_MODEL(Page, (), (id, title, text))
};

class Comment;
class Post;

class Author : public rowan::Model<Author> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Post> posts;

  ROWAN_MODEL(Author, (), (id, name, posts))
};

class Post : public rowan::Model<Post> {
 public:
  std::int64_t id{};
  std::string title;
  rowan::BelongsTo<Author> author;
  rowan::HasMany<Comment> comments;

  ROWAN_MODEL(Post, (), (id, title, author, comments))
};

class Comment : public rowan::Model<Comment> {
 public:
  std::int64_t id{};
  std::string body;
  rowan::BelongsTo<Post> post;

  ROWAN_MODEL(Comment, (), (id, body, post))
};

struct PlainCustomer {
  std::int64_t id{};
  std::string name, email, city;
  std::int64_t age{};
  double score{};
  std::int64_t region_id{};
};

struct PlainMember {
  std::int64_t id{};
  std::string name, email, city;
  std::int64_t age{};
  double score{};
  std::int64_t number{};
};

struct PlainPage {
  std::int64_t id{};
  std::string title, text;
};

struct PlainAuthor {
  std::int64_t id{};
  std::string name;
};

struct PlainPost {
  std::int64_t id{};
  std::string title;
  std::int64_t author_id{};
};

struct PlainComment {
  std::int64_t id{};
  std::string body;
  std::int64_t post_id{};
};

}  // namespace bench
