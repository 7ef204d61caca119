// How a database is asked for its plan of a query, and what it answers in.
#pragma once

#include <cstdint>
#include <string>

namespace rowan {

enum class PlanForm : std::uint8_t {
  text,  ///< one line for each step
  json,  ///< the database's own document, for tools that draw it
};

struct ExplainOptions {
  bool analyze = false;  ///< runs the query, and tells what each step took
  PlanForm form = PlanForm::text;
};

/// What the rows of a plan are.
enum class PlanRows : std::uint8_t {
  texts,  ///< the last column is readable
  tree,   ///< steps: number, number of the step around, -, text
  table,  ///< one step a row, told by the columns together
};

/// The statement that shows a plan.
struct PlanSql {
  std::string sql;
  PlanRows rows = PlanRows::texts;
  std::string (*mended)(const std::string& plan) = nullptr;  ///< puts right what the database writes; null: nothing
};

}  // namespace rowan
