// Teams, their men and clubs, and pages with a lock version.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "contract/database_under_test.hpp"
#include "rowan/rowan.hpp"
#include "rowan/testing/query_count.hpp"

namespace write_state {

struct Man;
struct Club;

struct Team : rowan::Model<Team> {
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Man> men;

  ROWAN_MODEL(Team, (), (id, name, men))
  static void configure(rowan::ModelBuilder<Team>& m) { m.table("ws_teams"); }
};

struct Man : rowan::Model<Man> {
  std::int64_t id{};
  std::string name, mail;
  std::int64_t points{};
  rowan::BelongsTo<Team> team;
  rowan::ManyToMany<Club> clubs;
  rowan::Instant created_at{}, updated_at{};
  std::int64_t lock_version{};

  ROWAN_MODEL(Man, (), (id, name, mail, points, team, clubs, created_at, updated_at, lock_version))
  static void configure(rowan::ModelBuilder<Man>& m) {
    m.table("ws_men").attribute(&Man::mail).length(60).unique();
    m.belongs_to(&Man::team).optional();
  }
};

struct Club : rowan::Model<Club> {
  std::int64_t id{};
  std::string name;
  rowan::ManyToMany<Man> men;

  ROWAN_MODEL(Club, (), (id, name, men))
  static void configure(rowan::ModelBuilder<Club>& m) { m.table("ws_clubs"); }
};

/// With a lock version that rows of others may not have.
struct Page : rowan::Model<Page> {
  std::int64_t id{};
  std::string text;
  std::optional<std::int64_t> lock_version;

  ROWAN_MODEL(Page, (), (id, text, lock_version))
  static void configure(rowan::ModelBuilder<Page>& m) {
    m.table("ws_pages").attribute(&Page::lock_version).lock_version();
    m.attribute(&Page::text).length(60).unique();
  }
};

/// Its stamps are as coarse as the seconds in which it is saved.
struct Coarse : rowan::Model<Coarse> {
  std::int64_t id{};
  std::string text;
  rowan::Instant created_at{}, updated_at{};

  ROWAN_MODEL(Coarse, (), (id, text, created_at, updated_at))
  static void configure(rowan::ModelBuilder<Coarse>& m) {
    m.table("ws_coarse").attribute(&Coarse::text).length(60).unique();
    m.attribute(&Coarse::created_at).stored_as_epoch_seconds();
    m.attribute(&Coarse::updated_at).stored_as_epoch_seconds();
  }
};

class WriteStateTest : public ::testing::TestWithParam<rowan::contract::DatabaseUnderTest> {
 protected:
  WriteStateTest() : db(rowan::connect(GetParam().url(dir_))) { db.create_tables<Team, Man, Club, Page, Coarse>(); }

  static Man named(const std::string& name) {
    Man man;
    man.name = name + ", whose name lies on the heap";
    man.mail = name + "@example.org";
    return man;
  }
  static Man saved(const std::string& name) {
    Man man = named(name);
    man.save_or_throw();
    return man;
  }
  static Team team() {
    Team made;
    made.save_or_throw();
    return made;
  }
  // Also none that leads nowhere.
  void expect_no_links() {
    if (!GetParam().lacking(rowan::contract::Capability::raw_sql).empty()) return;
    EXPECT_EQ(db.query("SELECT count(*) FROM ws_clubs_ws_men")[0][0].to_string(), "0");
  }

 private:
  rowan::testing::TempDir dir_;

 protected:
  rowan::Database db;
};

}  // namespace write_state
