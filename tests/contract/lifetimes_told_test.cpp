// Listeners, after_find and normalisers that end the record that the library works on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "contract/database_under_test.hpp"
#include "rowan/model/change_listener.hpp"
#include "rowan/model/soft_delete.hpp"
#include "rowan/rowan.hpp"

namespace lifetimes_told {

class Sheet;

class Folder : public rowan::Model<Folder>, public rowan::SoftDelete {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Sheet> sheets;
  inline static std::function<void()> as_normalised;

  ROWAN_MODEL(Folder, (rowan::SoftDelete), (id, name, sheets))
  static void configure(rowan::ModelBuilder<Folder>& m);
};

class Sheet : public rowan::Model<Sheet> {
 public:
  std::int64_t id{};
  std::string text;
  rowan::BelongsTo<Folder> folder;

  ROWAN_MODEL(Sheet, (), (id, text, folder))
  static void configure(rowan::ModelBuilder<Sheet>& m) { m.table("told_sheets"); }
};

void Folder::configure(rowan::ModelBuilder<Folder>& m) {
  m.table("told_folders");
  m.attribute(&Folder::name).normalize([](std::string_view given) {
    if (as_normalised) as_normalised();
    return std::string(given);
  });
}

}  // namespace lifetimes_told
ROWAN_REGISTER_MODEL(lifetimes_told::Folder)
ROWAN_REGISTER_MODEL(lifetimes_told::Sheet)

namespace lifetimes_told {
namespace {

using rowan::RecordMoved;

/// Does something before or after each write.
class Doing final : public rowan::ChangeListener {
 public:
  Doing(bool early, std::function<void()> what) : early_(early), what_(std::move(what)) {}
  void before(const rowan::RowChange&) override {
    if (early_) what_();
  }
  void after(const rowan::RowChange&) override {
    if (!early_) what_();
  }

 private:
  bool early_;
  std::function<void()> what_;
};

class ToldLifetimes : public ::testing::TestWithParam<rowan::contract::DatabaseUnderTest> {
 protected:
  ToldLifetimes() : db(rowan::connect(GetParam().url(dir_))) { db.create_tables<Folder, Sheet>(); }
  ~ToldLifetimes() override { Folder::as_normalised = nullptr; }

  /// One folder with two sheets, in a vector: ending it frees its memory.
  static std::vector<Folder> folders() {
    std::vector<Folder> all(1);
    all[0].name = "plans";
    all[0].sheets.build({{"text", "a"}});
    all[0].sheets.build({{"text", "b"}});
    all[0].save_or_throw();
    return all;
  }
  /// `write` is refused, and the row is as it was, when a listener of `Listened` ends the folders before or after it.
  template <class Listened>
  static void expect_refused(const std::function<void(Folder&)>& prepare, const std::function<void(Folder&)>& write) {
    for (const bool early : {true, false}) {
      std::vector<Folder> all = folders();
      const std::int64_t id = all[0].id;
      prepare(all[0]);
      const auto ends =
          rowan::listen<Listened>(std::make_shared<Doing>(early, [&] { std::vector<Folder>().swap(all); }));
      EXPECT_THROW(write(all[0]), RecordMoved) << "early: " << early;
      EXPECT_EQ(Sheet::where(Sheet::c.folder == id).count(), 2u);
    }
  }
  template <class Listened>
  static void expect_refused(const std::function<void(Folder&)>& write) {
    expect_refused<Listened>([](Folder&) {}, write);
  }

 private:
  rowan::testing::TempDir dir_;

 protected:
  rowan::Database db;
};

TEST_P(ToldLifetimes, SoftDeletesAreUndone) {
  expect_refused<Folder>([](Folder& folder) { (void)folder.destroy(); });
  EXPECT_EQ(Folder::count(), 2u);
  expect_refused<Folder>([](Folder& folder) { ASSERT_TRUE(folder.destroy()); },
                         [](Folder& folder) { rowan::restore(folder); });
  EXPECT_EQ(Folder::count(), 2u);
}

TEST_P(ToldLifetimes, TargetsAreDeletedThoughTheirOwnerEnds) {
  for (const bool early : {true, false}) {
    std::vector<Folder> all = folders();
    const auto ends = rowan::listen<Sheet>(std::make_shared<Doing>(early, [&] { std::vector<Folder>().swap(all); }));
    EXPECT_EQ(all[0].sheets.delete_all(), 2u) << "early: " << early;
    EXPECT_EQ(Sheet::count(), 0u);
  }
}

TEST_P(ToldLifetimes, NestedWritesAreUndone) {
  expect_refused<Sheet>([](Folder& folder) {
    (void)rowan::Writes<Folder>(Folder::c.name = "x")
        .create(Folder::c.sheets, Sheet::c.text = "c")
        .create(Folder::c.sheets, Sheet::c.text = "d")
        .save_to(folder);
  });
  EXPECT_EQ(Folder::where(Folder::c.name == "plans").count(), 2u);
}

TEST_P(ToldLifetimes, UpsertsAreUndone) {
  for (const bool early : {true, false}) {
    std::vector<Folder> fresh(1);
    fresh[0].id = 77;
    fresh[0].name = "plans";
    const auto ends = rowan::listen<Folder>(std::make_shared<Doing>(early, [&] { std::vector<Folder>().swap(fresh); }));
    EXPECT_THROW(fresh[0].upsert({"id"}), RecordMoved) << "early: " << early;
    EXPECT_EQ(Folder::count(), 0u);
  }
}

TEST_P(ToldLifetimes, ANormaliserMayNotEndItsRecord) {
  for (const bool many : {false, true}) {
    std::vector<Folder> all = folders();
    Folder::as_normalised = [&] { std::vector<Folder>().swap(all); };
    if (many)
      EXPECT_THROW(all[0].assign({{"name", "x"}, {"id", 7}}), RecordMoved);
    else
      EXPECT_THROW(all[0].set("name", "x"), RecordMoved);
    Folder::as_normalised = nullptr;
  }
}

TEST_P(ToldLifetimes, WhatOnlyItsResultKeepsMayNotBeReplacedMeanwhile) {
  (void)folders();
  auto all = Folder::all().load();
  Folder::as_normalised = [&] { all = {}; };
  EXPECT_THROW(all[0].set("name", "x"), RecordMoved);
  Folder::as_normalised = nullptr;
  all = Folder::all().load();
  ASSERT_TRUE(all[0].destroy());
  const auto ends = rowan::listen<Folder>(std::make_shared<Doing>(true, [&] { all = {}; }));
  rowan::restore(all[0]);  // which is done: nothing of the record is needed after it
  EXPECT_EQ(Folder::count(), 1u);
}

TEST_P(ToldLifetimes, RowsOfAnInsertStayWhereTheyAre) {
  const auto made = [](std::int64_t from) {
    std::vector<Folder> all(3);
    for (Folder& each : all) each.name = "bulk", each.id = from++;
    all.shrink_to_fit();
    return all;
  };
  std::vector<Folder> all = made(50);
  const std::function<void()> moves[] = {[&] { all.resize(4); }, [&] { std::vector<Folder>().swap(all); },
                                         [&] { all.erase(all.begin()); }};
  for (const auto& move : moves) {
    all = made(50);
    const auto moving = rowan::listen<Folder>(std::make_shared<Doing>(true, move));
    EXPECT_THROW((void)Folder::insert_all(all), RecordMoved);
    all = made(50);
    EXPECT_THROW((void)Folder::insert_all(all, {.skip_duplicates = true}), RecordMoved);
    all = made(50);
    EXPECT_THROW((void)Folder::upsert_all(all, {Folder::c.id}), RecordMoved);
  }
  EXPECT_EQ(Folder::where(Folder::c.name == "bulk").count(), 0u);
  all = made(50);
  all.reserve(10);
  const auto adding = rowan::listen<Folder>(std::make_shared<Doing>(true, [&] { all.emplace_back(); }));
  EXPECT_EQ(Folder::insert_all(all), 3u) << "those that were given are where they were";
}

TEST_P(ToldLifetimes, AReferenceThatWasMovedAwayTellsNoKey) {
  (void)folders();
  Sheet sheet = Sheet::first().value();
  const Sheet taken = std::move(sheet);
  EXPECT_THROW((void)sheet.folder.key(), RecordMoved);
  EXPECT_THROW((void)sheet.folder.get_if(), RecordMoved);
  sheet.folder = 7;
  EXPECT_EQ(sheet.folder.key(), 7);
  rowan::BelongsTo<Folder> reference = 5, elsewhere = std::move(reference);
  EXPECT_THROW((void)reference.key(), RecordMoved);
  reference = std::nullopt;
  EXPECT_EQ(reference.key(), std::nullopt);
  EXPECT_EQ(reference.get_if(), nullptr);
}

INSTANTIATE_TEST_SUITE_P(, ToldLifetimes, ::testing::ValuesIn(rowan::contract::databases()),
                         rowan::contract::database_name);

}  // namespace
}  // namespace lifetimes_told
