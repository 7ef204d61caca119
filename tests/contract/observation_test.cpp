// What is counted, reported as slow, and found repeated while statements run.
#include <cerrno>
#include <set>
#include <thread>

#include "contract/record_models.hpp"
#include "rowan/connection/slow_queries.hpp"
#include "rowan/observe/repeated_statements.hpp"
#include "rowan/observe/slow_statements.hpp"
#include "rowan/observe/statement_metrics.hpp"

namespace record_tests {
namespace {

using rowan::RepeatedStatements;
using rowan::Repetition;
using rowan::SlowStatements;
using rowan::StatementMetrics;
using rowan::StatementSeries;
using std::chrono_literals::operator""s;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class Observation : public RecordTest {
 protected:
  Observation() { insert_four(); }
  ~Observation() override { rowan::set_log_sink(nullptr); }

  static StatementSeries of(const StatementMetrics& metrics, std::string_view model, std::string_view purpose) {
    for (const auto& one : metrics.series())
      if (one.model == model && one.purpose == purpose) return one;
    return {};
  }
  static std::size_t total(const StatementSeries& series) {
    std::size_t sum = 0;
    for (const auto count : series.by_duration) sum += count;
    return sum;
  }
};

TEST_P(Observation, CountsByModelAndPurpose) {
  const auto metrics = std::make_shared<StatementMetrics>();
  rowan::set_log_sink(metrics);
  const auto first = Account::first()->id;
  (void)Account::find(first);
  (void)Account::find(first);
  EXPECT_EQ(Account::all().load().size(), 4u);
  rowan::set_log_sink(nullptr);
  (void)Account::find(first);

  const auto finds = of(*metrics, "Account", "find");
  EXPECT_EQ(finds.statements, 2u);
  EXPECT_EQ(finds.rows, 2u);
  EXPECT_EQ(finds.failures, 0u);
  EXPECT_EQ(total(finds), 2u);
  EXPECT_GT(finds.elapsed.count(), 0);
}

TEST_P(Observation, CountsFailures) {
  const auto metrics = std::make_shared<StatementMetrics>();
  rowan::set_log_sink(metrics);
  Account twice;
  twice.name = "ann again";
  twice.email = Account::find_by(Account::c.name == "ann")->email;
  (void)twice.save();
  std::uint64_t failures = 0;
  for (const auto& one : metrics->series()) failures += one.failures;
  EXPECT_EQ(failures, 1u);
}

TEST_P(Observation, IsWrittenForPrometheus) {
  const auto metrics = std::make_shared<StatementMetrics>(StatementMetrics::Limits{0s, 100s});
  rowan::set_log_sink(metrics);
  (void)Account::find(Account::first()->id);
  const std::vector databases{db};
  const auto text = metrics->prometheus(databases);
  EXPECT_THAT(text, HasSubstr("# TYPE rowan_statement_duration_seconds histogram\n"));
  EXPECT_THAT(text, HasSubstr("model=\"Account\",purpose=\"find\",le=\"0\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("model=\"Account\",purpose=\"find\",le=\"100\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("model=\"Account\",purpose=\"find\",le=\"+Inf\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("rowan_log_messages_total{level=\"error\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("rowan_pool_open{database="));
  EXPECT_EQ(text.find("# TYPE rowan_pool_open gauge"), text.rfind("# TYPE rowan_pool_open gauge"));
  EXPECT_THROW(StatementMetrics({1s, 1s}), rowan::InvalidValue);
}

TEST_P(Observation, NumbersPoolsOfOneLabelForPrometheus) {
  const std::vector twice{db, db};
  const auto text = StatementMetrics().prometheus(twice);
  std::set<std::string> labels;
  for (std::size_t at = text.find("rowan_pool_open{"); at != std::string::npos;
       at = text.find("rowan_pool_open{", at + 1))
    labels.insert(text.substr(at, text.find('}', at) - at));
  EXPECT_EQ(labels.size(), 2u) << text;
}

TEST_P(Observation, ThreadsCountTogether) {
  const auto metrics = std::make_shared<StatementMetrics>();
  rowan::set_log_sink(metrics);
  const auto id = Account::first()->id;
  auto find_ten = [&] {
    for (int i = 0; i < 10; ++i) (void)Account::on(db).find(id);
  };
  std::thread other(find_ten);
  find_ten();
  other.join();
  EXPECT_EQ(of(*metrics, "Account", "find").statements, 20u);
}

TEST_P(Observation, ReportsWhatTookLong) {
  std::vector<std::string> slow;
  const auto keep = [&](const rowan::StatementEvent& event) { slow.emplace_back(event.purpose); };
  const auto id = Account::first()->id;
  rowan::set_log_sink(rowan::combined_sink(
      {std::make_shared<SlowStatements>(0s, keep), nullptr, std::make_shared<SlowStatements>(3600s, keep)}));
  (void)Account::find(id);
  EXPECT_THAT(slow, ElementsAre("find"));
}

/// Asks for plans until its end.
struct Explaining {
  explicit Explaining(rowan::SlowQueryOptions options) { rowan::explain_slow_queries(std::move(options)); }
  ~Explaining() { rowan::stop_explaining_slow_queries(); }
};

TEST_P(Observation, ExplainsWhatTookLong) {
  std::vector<std::string> told;
  const auto tell = [&](const rowan::SlowQuery& query) {
    told.push_back(std::string(query.model) + " " + std::string(query.purpose) + ": " + std::string(query.plan));
    throw std::runtime_error("a report that fails is no failure of the query");
  };
  const auto adults = Account::where(Account::c.age > 25).order(Account::c.name);
  {
    const Explaining slow({.limit = 0s, .report = tell});
    EXPECT_EQ(adults.load().size(), 2u);
    EXPECT_EQ(adults.count(), 2u);
    EXPECT_EQ(adults.load().size(), 2u) << "its plan was asked a moment ago";
    EXPECT_EQ(adults.load().size(), 2u);
  }
  EXPECT_EQ(adults.limit(1).load().size(), 1u);
  if (on("memory")) {
    EXPECT_THAT(told, IsEmpty());
    return;
  }
  EXPECT_THAT(told, ElementsAre(HasSubstr("Account load: "), HasSubstr("Account count: ")));
  EXPECT_THAT(told.at(0), HasSubstr("accounts")) << "the plan names the table";
  const Explaining never({.limit = 3600s, .report = tell});
  EXPECT_EQ(adults.limit(1).load().size(), 1u);
  EXPECT_THAT(told, SizeIs(2));
}

TEST_P(Observation, PlansDoNoHarmToATransaction) {
  const Explaining slow({.limit = 0s});
  db.transaction([] {
    (void)Account::where(Account::c.age > 25).load();
    Account::where(Account::c.age > 25).update_all(Account::c.age += 1);
  });
  EXPECT_EQ(Account::where(Account::c.age > 25).count(), 2u);
}

/// Keeps the library's messages.
class Messages : public rowan::LogSink {
 public:
  void statement(const rowan::StatementEvent&) override {}
  void message(rowan::LogLevel level, std::string_view text) override {
    if (level == rowan::LogLevel::warning) warnings.emplace_back(text);
  }
  std::vector<std::string> warnings;
};

TEST_P(Observation, WarnsOfWhatTookLong) {
  const auto messages = std::make_shared<Messages>();
  const auto id = Account::first()->id;
  rowan::set_log_sink(rowan::combined_sink({std::make_shared<SlowStatements>(0s), messages}));
  (void)Account::find(id);
  ASSERT_THAT(messages->warnings, SizeIs(1));
  EXPECT_THAT(messages->warnings[0], HasSubstr("1 rows, Account find: "));
}

/// Asks the database for what it writes, and fails.
class Inquisitive : public Messages {
 public:
  void statement(const rowan::StatementEvent&) override {
    asked.push_back(Account::count());
    rowan::log_message(rowan::LogLevel::warning, "from inside");
    throw std::runtime_error("the disk is full");
  }
  void message(rowan::LogLevel level, std::string_view text) override {
    Messages::message(level, text);
    rowan::log_message(level, "without end");
  }
  std::vector<std::uint64_t> asked;
};

TEST_P(Observation, ASinkMayAskTheDatabaseAndFail) {
  const auto id = Account::first()->id;
  const auto sink = std::make_shared<Inquisitive>();
  rowan::set_log_sink(sink);
  EXPECT_NO_THROW((void)Account::find(id));
  rowan::set_log_sink(nullptr);
  EXPECT_THAT(sink->asked, SizeIs(1));
  EXPECT_THAT(sink->warnings, ElementsAre("from inside"));
}

/// Ends as soon as it is told.
class OnlyOnce : public rowan::StatementObserver {
 public:
  explicit OnlyOnce(std::unique_ptr<OnlyOnce>& home) : home_(&home) {}
  void executing(const rowan::StartingStatement&) override { home_->reset(); }

 private:
  std::unique_ptr<OnlyOnce>* home_;
};

TEST_P(Observation, AnObserverMayEndWhileItIsTold) {
  const auto id = Account::first()->id;
  std::unique_ptr<OnlyOnce> observer;
  observer = std::make_unique<OnlyOnce>(observer);
  (void)Account::find(id);
  EXPECT_EQ(observer, nullptr);
  (void)Account::find(id);
}

TEST_P(Observation, FindsRepeatedStatements) {
  const auto ids = Account::pluck(Account::c.id);
  std::vector<Repetition> told;
  {
    const RepeatedStatements watch(3, [&](const Repetition& one) { told.push_back(one); });
    for (const auto id : ids) (void)Account::find(id);
    for (int i = 0; i < 3; ++i) (void)Account::where(Account::c.name == "ann").exists();
    EXPECT_THAT(watch.found(), SizeIs(1));
  }
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].times, 4u);
  EXPECT_EQ(told[0].model, "Account");
  EXPECT_EQ(told[0].purpose, "find");
  EXPECT_THAT(told[0].advice(), HasSubstr("Account::find_all(keys)"));
}

TEST_P(Observation, NamesTheAssociationToPreload) {
  const auto ann = Account::find_by(Account::c.name == "ann"), bob = Account::find_by(Account::c.name == "bob");
  for (const auto& owner : {*ann, *bob}) Badge::create(Badge::c.label = "x", Badge::c.account = owner);
  const auto ids = Badge::pluck(Badge::c.id);
  const RepeatedStatements watch(1, [](const Repetition&) {});
  for (const auto id : ids) EXPECT_FALSE(Badge::find(id).account->name.empty());
  const auto found = watch.found();
  ASSERT_THAT(found, SizeIs(2));
  const auto& load = found[0].purpose == "find" ? found[1] : found[0];
  EXPECT_THAT(load.advice(), HasSubstr("preload the association account"));
}

TEST_P(Observation, TakesListsOfAnyLengthForOneStatement) {
  ROWAN_NEEDS(raw_sql);
  const RepeatedStatements watch(1, [](const Repetition&) {});
  std::vector<std::string> names{"ann"};
  for (int i = 0; i < 3; ++i) {
    (void)Account::where(Account::c.name.in(names)).where(Account::c.email != "none").load();
    names.push_back("bob" + std::to_string(i));
  }
  ASSERT_THAT(watch.found(), SizeIs(1));
  EXPECT_EQ(watch.found()[0].times, 3u);
}

TEST_P(Observation, TellsWhereAStatementWasAskedFor) {
  const RepeatedStatements watch(1, [](const Repetition&) {});
  for (int i = 0; i < 2; ++i) (void)Account::where(Account::c.name == "ann").exists();
  const auto found = watch.found();
  ASSERT_THAT(found, SizeIs(1));
  ASSERT_THAT(found[0].call_site, Not(IsEmpty()));
  EXPECT_THAT(found[0].call_site[0], HasSubstr(program_invocation_short_name));
}

TEST_P(Observation, WarnsOfRepeatedStatementsUnlessTheBlockFailed) {
  const auto messages = std::make_shared<Messages>();
  rowan::set_log_sink(messages);
  const auto repeat = [&](bool fails) {
    const RepeatedStatements watch(1);
    for (int i = 0; i < 2; ++i) (void)Account::where(Account::c.name == "ann").exists();
    if (fails) throw std::runtime_error("the block failed");
  };
  EXPECT_THROW(repeat(true), std::runtime_error);
  EXPECT_THAT(messages->warnings, IsEmpty());
  repeat(false);
  ASSERT_THAT(messages->warnings, SizeIs(1));
  EXPECT_THAT(messages->warnings[0], HasSubstr("ran 2 times: "));
}

ROWAN_RECORD_SUITE(Observation);

}  // namespace
}  // namespace record_tests
