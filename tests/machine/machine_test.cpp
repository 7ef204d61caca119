// Random walks over records, associations, transactions and callbacks, each compared with a naive model. A walk that
// fails is made short and printed with its seed:
//
//   ROWAN_MACHINE_SEED=7 ROWAN_MACHINE_WALKS=1 build/tests/machine/rowan_machine     the walk of seed 7 alone
//   ROWAN_MACHINE_SECONDS=600 …                                              as long as this on each database
//   ROWAN_MACHINE_TRACE=1 …                                                  each step before it runs, for a crash
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <limits>

#include "contract/database_under_test.hpp"
#include "machine/shrink.hpp"
#include "machine/world.hpp"

namespace machine {
namespace {

constexpr std::size_t steps_per_walk = 150;

std::uint64_t setting(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr || *text == '\0' ? otherwise : std::strtoull(text, nullptr, 10);
}

// What the operation was and how the sentence about it begins: shrinking may not slip from one fault to another.
std::string kind_of_fault(const std::string& difference) {
  const auto op = difference.find(", ") + 2;
  const auto sentence = difference.find("): ");
  return difference.substr(op, difference.find('(', op) - op) + difference.substr(sentence, 25);
}

class Machine : public ::testing::TestWithParam<rowan::contract::DatabaseUnderTest> {
 protected:
  Machine()
      : db_(rowan::connect(GetParam().url(dir_))),
        second_(rowan::connect(GetParam().url(dir_), {.name = "second", .make_default = false})) {
    create_tables();
  }

  // Keys of rows that are gone must not come back, or a record of such a row would write to a stranger's.
  void create_tables() {
    db_.create_tables<Owner, Kid, Badge, Label, Node>();
    const bool sqlite = GetParam().name.starts_with("sqlite");
    world_.keys_come_back = sqlite;
    if (!sqlite) return;
    for (const char* table : {"machine_owners", "machine_kids", "machine_badges", "machine_labels"})
      db_.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, 0)", table);
  }

  void report(std::uint64_t seed, const std::string& difference) {
    const auto fails = [&](const Steps& steps) {
      const auto other = world_.run(steps);
      return other && kind_of_fault(*other) == kind_of_fault(difference);
    };
    const Steps steps = shrink(random_steps(seed, steps_per_walk), fails, std::chrono::seconds(30));
    std::string text;
    for (const Step& step : steps) text += "\n  " + to_string(step);
    ADD_FAILURE() << "ROWAN_MACHINE_SEED=" << seed << " ROWAN_MACHINE_WALKS=1: " << difference
                  << "\nthe same, shorter:" << text << "\n"
                  << world_.run(steps).value_or("(not again)");
  }

 private:
  rowan::testing::TempDir dir_;
  rowan::Database db_, second_;

 protected:
  World world_{db_, second_};
};

TEST_P(Machine, LeavesRecordsAndRowsAsANaiveModelDoes) {
  const auto seconds = setting("ROWAN_MACHINE_SECONDS", 6);
  // In a run of seconds the same walks wherever it is, as far as there is time; more of them in a run of minutes.
  const bool quick = std::getenv("ROWAN_MACHINE_SECONDS") == nullptr;
  const auto walks = setting("ROWAN_MACHINE_WALKS", quick ? 1000 : std::numeric_limits<std::uint64_t>::max());
  const auto first = setting("ROWAN_MACHINE_SEED", 100000);
  RecordProperty("seed", std::to_string(first));
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  std::uint64_t done = 0;
  for (; done < walks && std::chrono::steady_clock::now() < end && !HasFailure(); ++done) {
    const std::uint64_t seed = first + done;
    if (std::getenv("ROWAN_MACHINE_TRACE") != nullptr) std::fprintf(stderr, "seed %ju\n", std::uintmax_t{seed});
    if (const auto difference = world_.run(random_steps(seed, steps_per_walk))) report(seed, *difference);
  }
  std::printf("%ju walks of %zu steps from seed %ju on\n", std::uintmax_t{done}, steps_per_walk, std::uintmax_t{first});
  EXPECT_GT(done, 0U);
}

INSTANTIATE_TEST_SUITE_P(, Machine, ::testing::ValuesIn(rowan::contract::databases()), rowan::contract::database_name);

}  // namespace
}  // namespace machine
