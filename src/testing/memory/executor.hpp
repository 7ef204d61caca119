// Runs plans.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "testing/memory/changes.hpp"
#include "testing/memory/evaluator.hpp"

namespace rowan::testing::memory {

struct Result {
  std::vector<std::string> columns;
  std::vector<Row> rows;
  std::uint64_t matched = 0;            ///< by a change
  std::optional<std::int64_t> new_key;  ///< generated for the last row inserted
};

/// One statement: under the latch, shared for what only reads. A change that throws is to be undone by the caller.
class Executor {
 public:
  Executor(Store& store, Changes& changes, const Sight& sight, std::span<const Value> holes)
      : store_(store), changes_(changes), sight_(sight), holes_(holes), rows_(store, sight_, holes) {}

  Result run(const Plan& plan);

 private:
  Result run_plan(const SelectPlan& plan);
  Result run_plan(const UpdatePlan& plan);
  Result run_plan(const DeletePlan& plan);
  Result run_plan(const InsertPlan& plan);
  Result run_plan(const InsertFromPlan& plan);
  Result run_plan(const LoadPlan& plan);
  Result run_plan(const EqualKeysPlan& plan);
  Result run_plan(const CreatePlan& plan);
  Result run_plan(const DropPlan& plan);
  Result run_plan(const ListPlan& plan);

  Row new_row(const InsertPlan& plan, const Table& table, std::size_t number) const;
  bool generate_key(Table& table, Row& row, Result& result) const;
  bool insert_row(const InsertPlan& plan, Table& table, Row row, Result& result);
  Row merged(const InsertPlan& plan, const Table& table, const Row& there, const Row& sent) const;
  Row changed(const UpdatePlan& plan, const Table& table, Row row) const;
  std::vector<Row> targets_of(const LoadPlan& plan, const Row& key) const;

  Store& store_;
  Changes& changes_;
  const Sight& sight_;
  std::span<const Value> holes_;
  Evaluator rows_;
};

/// Whether it changes anything.
bool writes(const Plan& plan);
/// What a column without a value is set to. @throws Unsupported for a default that is no plain number, text, boolean,
/// NULL or CURRENT_TIMESTAMP.
Value default_of(const schema::Column& column);

}  // namespace rowan::testing::memory
