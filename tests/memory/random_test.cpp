// The database in memory against the others: the same random changes and questions have the same results. What fails is
// told as the shortest list of steps that was found to fail.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "contract/database_under_test.hpp"
#include "memory/models.hpp"
#include "memory/questions.hpp"
#include "memory/steps.hpp"
#include "rowan/connection/statement_observer.hpp"
#include "support/temp_dir.hpp"

ROWAN_REGISTER_MODEL(memory_tests::Author)
ROWAN_REGISTER_MODEL(memory_tests::Book)
ROWAN_REGISTER_MODEL(memory_tests::Tag)
ROWAN_REGISTER_MODEL(memory_tests::Remark)

namespace memory_tests {
namespace {

using Seeds = std::vector<std::uint64_t>;

/// Keeps the statements that this thread executes.
class Statements : public rowan::StatementObserver {
 public:
  void executing(const rowan::StartingStatement& statement) override { text_.append(statement.sql) += "\n"; }
  std::string take() { return std::exchange(text_, {}); }

 private:
  std::string text_;
};

/// What a database said to each step, and what was in it then; and how it was asked.
struct History {
  std::vector<std::string> told, statements;
};

History history(const std::string& url, const Seeds& steps) {
  rowan::Database db = rowan::connect(url);
  db.create_tables<Author, Book, Tag, Remark>();
  History history;
  Statements statements;
  for (const std::uint64_t seed : steps) {
    std::string text = take_step(seed) + "\n" + answer(Dice(seed + 1)) + "\n";
    history.statements.push_back(statements.take());
    history.told.push_back(text + contents());
    statements.take();
  }
  db.close();
  return history;
}

class MemoryTest : public ::testing::TestWithParam<rowan::contract::DatabaseUnderTest> {
 protected:
  /// The number of the first step that has another result in memory, and both results; and the other's statements.
  struct Difference {
    std::size_t step;
    std::string memory, other, statements;
  };
  static std::optional<Difference> compare(const Seeds& steps) {
    const rowan::testing::TempDir dir;
    const auto other = history(GetParam().url(dir), steps);
    const auto memory = history("memory:", steps);
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (memory.told[i] != other.told[i]) return Difference{i, memory.told[i], other.told[i], other.statements[i]};
    }
    return std::nullopt;
  }

  /// Leaves out what can be left out: half of the steps, then quarters, at last one by one.
  static Seeds shrunk(Seeds steps) {
    for (std::size_t part = steps.size() / 2; part > 0; part /= 2) {
      for (std::size_t at = 0; at + part < steps.size();) {  // the last one shows the difference
        Seeds fewer = steps;
        const auto first = fewer.begin() + static_cast<std::ptrdiff_t>(at);
        fewer.erase(first, first + static_cast<std::ptrdiff_t>(part));
        if (const auto difference = compare(fewer)) {
          fewer.resize(difference->step + 1);
          steps = std::move(fewer);
        } else {
          at += part;
        }
      }
    }
    return steps;
  }
};

// Those that the environment gives, as a failure told them; else as many as one seed makes. Another compiler may draw
// the parts of a question in another order, and so ask others.
Seeds given_steps() {
  Seeds steps;
  if (const char* list = std::getenv("ROWAN_MEMORY_STEPS")) {
    std::istringstream numbers(list);
    for (std::uint64_t step = 0; numbers >> step;) steps.push_back(step);
    return steps;
  }
  const char* given = std::getenv("ROWAN_MEMORY_SEED");
  const std::uint64_t seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::cout << "ROWAN_MEMORY_SEED=" << seed << "\n";
  std::mt19937_64 engine(seed);
  steps.resize(200);
  for (std::uint64_t& step : steps) step = engine();
  return steps;
}

TEST_P(MemoryTest, AnswersAsOtherDatabasesDo) {
  Seeds steps = given_steps();
  auto difference = compare(steps);
  if (!difference) return;
  steps.resize(difference->step + 1);
  steps = shrunk(steps);
  difference = compare(steps);
  std::string list;
  for (const std::uint64_t step : steps) list += std::to_string(step) + " ";
  FAIL() << "ROWAN_MEMORY_STEPS='" << list << "'\nin memory:\n"
         << difference->memory << "\nelsewhere:\n"
         << difference->other << "\nby:\n"
         << difference->statements;
}

INSTANTIATE_TEST_SUITE_P(Databases, MemoryTest, ::testing::ValuesIn(rowan::contract::databases()),
                         rowan::contract::database_name);

}  // namespace
}  // namespace memory_tests
