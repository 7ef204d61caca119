// Each cell of the grid: a fault at a moment, what the program is told, and what the database holds afterwards.
//
// The whole grid, when all of it holds, renews docs/reliability.md if ROWAN_RENEW_PAGES is set.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <optional>
#include <thread>
#include <tuple>

#include "faults/cells.hpp"
#include "faults/reliability_page.hpp"
#include "faults/subject.hpp"

namespace faults {
namespace {

using namespace std::chrono_literals;
using Parameter = std::tuple<std::size_t, Cell>;  // the subject, by its place in the list

constexpr int rows_to_read = 300, rows_of_bulk = 100;
constexpr const char* readable = "readable";

std::string name_of(const ::testing::TestParamInfo<Parameter>& info) {
  const auto& [subject, cell] = info.param;
  return subjects()[subject].name + "_" + to_string(cell.moment) + "_" + to_string(cell.work) + "_" +
         to_string(cell.fault);
}

/// The server's own tables, made once for each server.
void fill(rowan::Database& direct) {
  direct.create_tables<Entry>();
  std::vector<Entry> rows(rows_to_read);
  for (Entry& row : rows) {
    row.mark = readable;
    row.note = std::string(200, 'x');
  }
  Entry::insert_all(rows, {.database = direct.core()});
}

class Faults : public ::testing::TestWithParam<Parameter> {
 protected:
  Faults() : subject_(subjects()[std::get<0>(GetParam())]), cell_(std::get<1>(GetParam())) {}

  void SetUp() override {
    if (subject_.missing.empty()) return start();
    if (std::getenv("ROWAN_REQUIRE_SERVERS") != nullptr) FAIL() << subject_.missing;
    GTEST_SKIP() << subject_.missing;
  }

  void start() {
    static std::atomic<int> number{0};
    mark_ = "mark " + std::to_string(++number);
    auto direct = look();
    static std::vector<std::string> filled;
    if (std::find(filled.begin(), filled.end(), subject_.name) == filled.end()) {
      fill(direct);
      filled.push_back(subject_.name);
    }
    proxy_.emplace(subject_.socket(), subject_.kill);
    rowan::DatabaseOptions options;
    options.pool_size = 2;
    options.checkout_timeout = 1500ms;
    options.make_default = false;
    options.transaction_log = cell_.work == Work::recorded;
    // Without one, nothing ends the wait for a line that is half-open.
    if (cell_.fault == Fault::hang_before || cell_.fault == Fault::hang_after) options.statement_timeout = 700ms;
    db_.emplace(rowan::connect(subject_.proxied_url(proxy_->port()), options));
  }

  rowan::Database look() { return rowan::connect(subject_.direct_url(), {.pool_size = 1, .make_default = false}); }

  // The work

  void read() {
    const auto rows = Entry::on(*db_).where(Entry::c.mark == readable).load();
    ASSERT_EQ(rows.size(), static_cast<std::size_t>(rows_to_read));
  }
  void write() {
    Entry entry;
    entry.mark = mark_;
    entry.save_or_throw(*db_);
  }
  void write_bulk() {
    std::vector<Entry> rows(rows_of_bulk);
    for (Entry& row : rows) row.mark = mark_;
    Entry::insert_all(rows, {.database = db_->core()});
  }
  void write_nested() {
    db_->transaction([&] {
      write();
      arm_for_savepoint();
      db_->transaction(
          [&] {
            arm_for_inner_statement();
            write();
          },
          {.requires_new = true});
      arm_for_commit();
    });
  }
  void work() {
    switch (cell_.work) {
      case Work::read:
        return read();
      case Work::write:
      case Work::recorded:
        return write();
      case Work::bulk:
        return write_bulk();
      case Work::nested:
        return write_nested();
    }
  }

  // When the fault is to happen

  void arm_for_savepoint() {
    if (cell_.moment == Moment::savepoint) proxy_->arm(cell_.fault, "SAVEPOINT");
  }
  /// After the savepoint, which is sent with the statement.
  void arm_for_inner_statement() {
    if (cell_.moment == Moment::statement) proxy_->arm(cell_.fault, {}, 1);
  }
  void arm_for_commit() {
    if (cell_.moment == Moment::commit) proxy_->arm(cell_.fault, "COMMIT");
  }

  /// What each moment needs to have happened before.
  void warm_up() {
    if (cell_.moment == Moment::prepare) return;
    db_->transaction([&](rowan::Transaction& transaction) {
      write();
      transaction.rollback();
    });
    read();  // last, for the rollback took the time limit back, and it is sent with the next statement
  }

  void strike_idle() {
    if (cell_.fault == Fault::none) return proxy_->delay(20ms);
    proxy_->strike(cell_.fault);
    if (cell_.fault == Fault::crash) subject_.restart();
    std::this_thread::sleep_for(50ms);  // for a good-bye to arrive
  }

  void act() {
    if (cell_.fault == Fault::none) proxy_->delay(20ms);
    switch (cell_.moment) {
      case Moment::idle:
        strike_idle();
        return work();
      case Moment::before_begin:
        strike_idle();
        return db_->transaction([&] { work(); });
      case Moment::clean:
        proxy_->arm(cell_.fault, subject_.begin);
        return db_->transaction([&] { work(); });
      case Moment::dirty:
        return db_->transaction([&] {
          write();
          proxy_->arm(cell_.fault);
          work();
        });
      case Moment::statement:
        // The bulk's BEGIN comes first.
        if (cell_.work != Work::nested) proxy_->arm(cell_.fault, {}, cell_.work == Work::bulk ? 1 : 0);
        return work();
      case Moment::prepare:
      case Moment::fetch:
        proxy_->arm(cell_.fault);
        return work();
      case Moment::savepoint:
        return work();
      case Moment::commit:
        return db_->transaction([&] {
          work();
          if (cell_.work != Work::nested) arm_for_commit();
        });
    }
  }

  Told told() {
    try {
      act();
      return Told::done;
    } catch (const rowan::ConnectionLost&) {
      return Told::lost;
    } catch (const rowan::CommitOutcomeUnknown&) {
      return Told::unknown;
    } catch (const rowan::ConnectionFailed&) {
      return Told::refused;
    }
  }

  // What came of it

  [[nodiscard]] std::uint64_t rows_of_work() const {
    constexpr std::uint64_t rows[] = {0, 1, rows_of_bulk, 2, 1};
    return rows[static_cast<std::size_t>(cell_.work)] + (cell_.moment == Moment::dirty ? 1 : 0);
  }
  std::uint64_t rows_there() {
    auto direct = look();
    return Entry::on(direct).where(Entry::c.mark == mark_).count();
  }
  /// A rolled back transaction of a lost connection may need a moment to be gone, and no row of it is seen meanwhile.
  void expect_applied(Applied applied) {
    const auto there = rows_there(), all = rows_of_work();
    const bool all_may_be = applied != Applied::nothing, none_may_be = applied != Applied::all;
    EXPECT_TRUE((all_may_be && there == all) || (none_may_be && there == 0)) << there << " rows of " << all;
  }
  /// The same database object goes on.
  void expect_recovered() {
    const auto before = rows_there();
    ASSERT_NO_THROW(db_->transaction([&] { write(); }));
    EXPECT_EQ(rows_there(), before + 1);
    EXPECT_EQ(db_->pool_statistics().in_use, 0U);
  }

  const Subject& subject_;
  const Cell cell_;
  std::string mark_;
  std::optional<Proxy> proxy_;
  std::optional<rowan::Database> db_;
};

TEST_P(Faults, KeepsItsPromise) {
  warm_up();
  const Told what = told();
  EXPECT_TRUE(cell_.fault == Fault::none || proxy_->fired()) << "the fault did not happen";
  proxy_->arm(Fault::none);
  if (cell_.fault == Fault::crash && cell_.moment != Moment::idle && cell_.moment != Moment::before_begin)
    subject_.restart();
  const Promise kept = promise(cell_);
  EXPECT_TRUE((kept.told & bit(what)) != 0) << "told " << static_cast<int>(what) << ", promised " << to_string(kept);
  expect_applied(what == Told::done ? Applied::all : kept.applied);
  expect_recovered();
}

auto on_every_server(const std::vector<Cell>& cells) {
  std::vector<Parameter> parameters;
  for (std::size_t subject = 0; subject < subjects().size(); ++subject) {
    for (const Cell& cell : cells) parameters.emplace_back(subject, cell);
  }
  return ::testing::ValuesIn(parameters);
}

INSTANTIATE_TEST_SUITE_P(Some, Faults, on_every_server(some_cells()), name_of);
INSTANTIATE_TEST_SUITE_P(All, Faults, on_every_server(all_cells()), name_of);

TEST(Reliability, ThePageTellsThePromises) {
  EXPECT_EQ(tables_on_page(), reliability_tables()) << "run the suite with ROWAN_RENEW_PAGES=1, and look what changed";
}

/// After a run of the whole grid in which nothing failed.
class PageRenewal : public ::testing::Environment {
 public:
  void TearDown() override {
    const auto* test = ::testing::UnitTest::GetInstance();
    if (std::getenv("ROWAN_RENEW_PAGES") == nullptr) return;
    const auto cells = all_cells().size() * subjects().size();
    if (test->Passed() && test->successful_test_count() >= static_cast<int>(cells)) renew_page();
  }
};
const auto* const renewal = ::testing::AddGlobalTestEnvironment(new PageRenewal);

}  // namespace
}  // namespace faults
