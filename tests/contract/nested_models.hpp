// Entries, with what is written along with them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "contract/record_models.hpp"

namespace nested_writes {

class Entry;
class Remark;
class Reply;
class Label;
class Cover;

class Writer : public rowan::Model<Writer> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Entry> entries;

  ROWAN_MODEL(Writer, (), (id, name, entries))
  static void configure(rowan::ModelBuilder<Writer>& m) {
    m.table("nested_writers");
    m.attribute(&Writer::name).not_blank();
  }
};

class Entry : public rowan::Model<Entry> {
 public:
  std::int64_t id{};
  std::string title;
  bool secret{};
  rowan::BelongsTo<Writer> writer;
  rowan::HasMany<Remark> remarks;
  rowan::HasOne<Cover> cover;
  rowan::ManyToMany<Label> labels;

  ROWAN_MODEL(Entry, (), (id, title, secret, writer, remarks, cover, labels))
  static void configure(rowan::ModelBuilder<Entry>& m) {
    m.table("nested_entries");
    m.attribute(&Entry::title).not_blank();
    m.belongs_to(&Entry::writer).optional();
  }
};

/// Stays when it is taken from its entry.
class Remark : public rowan::Model<Remark> {
 public:
  std::int64_t id{};
  std::string body;
  rowan::BelongsTo<Entry> entry;
  rowan::HasMany<Reply> replies;

  ROWAN_MODEL(Remark, (), (id, body, entry, replies))
  static void configure(rowan::ModelBuilder<Remark>& m) {
    m.table("nested_remarks");
    m.attribute(&Remark::body).not_blank().max_length(20);
    m.belongs_to(&Remark::entry).optional();
  }
};

/// Is nothing without its remark.
class Reply : public rowan::Model<Reply> {
 public:
  std::int64_t id{};
  std::string text;
  rowan::BelongsTo<Remark> remark;

  ROWAN_MODEL(Reply, (), (id, text, remark))
  static void configure(rowan::ModelBuilder<Reply>& m) {
    m.table("nested_replies");
    m.attribute(&Reply::text).not_blank();
  }
};

class Cover : public rowan::Model<Cover> {
 public:
  std::int64_t id{};
  std::string file;
  rowan::BelongsTo<Entry> entry;

  ROWAN_MODEL(Cover, (), (id, file, entry))
  static void configure(rowan::ModelBuilder<Cover>& m) { m.table("nested_covers"); }
};

class Label : public rowan::Model<Label> {
 public:
  std::int64_t id{};
  std::string name;
  std::optional<std::string> colour;

  ROWAN_MODEL(Label, (), (id, name, colour))
  static void configure(rowan::ModelBuilder<Label>& m) {
    m.table("nested_labels");
    m.attribute(&Label::name).max_length(40).unique();
  }
};

}  // namespace nested_writes

namespace nested_writes {

class NestedTest : public record_tests::RecordTest {
 protected:
  NestedTest() { db.create_tables<Writer, Entry, Remark, Reply, Cover, Label>(); }

  static Entry entry(const char* title = "one") { return Entry::create(Entry::c.title = title); }
  static Remark remark(const Entry& of, const char* body) {
    return Remark::create(Remark::c.body = body, Remark::c.entry = of);
  }
  static auto bodies(const Entry& of) {
    return Remark::where(Remark::c.entry == of).order(Remark::c.id).pluck(Remark::c.body);
  }
};

}  // namespace nested_writes
