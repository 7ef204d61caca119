// Rows of several sources, as records of each.
#include "rowan/model/joined.hpp"

#include <algorithm>
#include <deque>

#include <fmt/format.h>

#include "association/load.hpp"
#include "model/load/hydrate.hpp"
#include "model/load/run_query.hpp"
#include "model/load/tell_found.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

/// The columns of one source in a row.
struct Part {
  Part(const ModelInfo& model, const std::shared_ptr<DatabaseCore>& database, const LoadOptions& options, int begins,
       bool may_be_missing)
      : records(model, database, options, 0),
        first(begins),
        count(static_cast<int>(model.attributes.size())),
        left(may_be_missing) {}

  RecordBuilder records;
  int first, count;
  bool left;
  std::vector<std::uint32_t> places;

  // Its key is not NULL where it has a row; without a key, some column is not.
  [[nodiscard]] bool is_there(RowReader& row, const ModelInfo& model) const {
    if (!left) return true;
    if (!model.primary_key.empty()) return !row.is_null(first + static_cast<int>(model.primary_key.front()->index));
    for (int column = first; column < first + count; ++column) {
      if (!row.is_null(column)) return true;
    }
    return false;
  }
};

/// The rows of one run.
class JoinedReader {
 public:
  JoinedReader(std::span<const ModelInfo* const> models, std::span<const bool> left,
               const std::shared_ptr<DatabaseCore>& database, const LoadOptions& options)
      : models_(models) {
    int first = 0;
    for (std::size_t i = 0; i < models.size(); ++i) {
      first += parts_.emplace_back(*models[i], database, options, first, left[i]).count;
    }
  }

  [[gnu::hot]] void add(RowReader& row) {
    ++rows_;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      Part& part = parts_[i];
      const bool there = part.is_there(row, *models_[i]);
      if (part.left)
        part.places.push_back(there ? static_cast<std::uint32_t>(part.records.size()) : detail::JoinedSet::missing);
      if (there) part.records.add(row, part.first);
    }
  }

  std::shared_ptr<const detail::JoinedSet> finish(const std::function<void(const RecordSet&)>& own) {
    std::vector<RecordSet> sets;
    std::vector<std::vector<std::uint32_t>> places;
    for (Part& part : parts_) {
      sets.push_back(part.records.finish());
      places.push_back(std::move(part.places));
    }
    own(sets.front());
    for (std::size_t i = 0; i < sets.size(); ++i) {
      if (models_[i]->tells_found) tell_found(sets[i]);
    }
    return std::make_shared<const detail::JoinedSet>(std::move(sets), std::move(places), rows_);
  }
  [[nodiscard]] bool empty() const { return rows_ == 0; }
  [[nodiscard]] std::size_t rows() const { return rows_; }

 private:
  std::span<const ModelInfo* const> models_;
  std::deque<Part> parts_;
  std::size_t rows_ = 0;
};

}  // namespace

std::shared_ptr<const detail::JoinedSet> RelationBase::load_joined(std::span<const ModelInfo* const> models,
                                                                   std::span<const bool> left) const {
  if (query_.only) {
    throw QueryError(
        fmt::format("join() of {} gives whole records: leave only(…) out, or select(…) values", model_().name));
  }
  if (gives_nothing()) return std::make_shared<const detail::JoinedSet>();
  if (reads_backwards()) {
    throw QueryError(
        fmt::format("rows of {} and others can't be counted back from a cursor: turn the order and say after(…), or "
                    "take the limit away",
                    model_().name));
  }
  const SelectQuery query = bound_query();
  const auto database = resolve_database();
  require_transaction_for_lock(query, *database);
  if (!options_.preloads.empty()) check_preloads(*query.model, options_.preloads);
  auto reader = run_read(*database, query, options_, load_question, [&](Statement& statement, Execution& execution) {
    auto rows = std::make_unique<JoinedReader>(models, left, database, options_);
    while (statement.step()) rows->add(statement);
    execution.rows = rows->rows();
    return rows;
  });
  return reader->finish([&](const RecordSet& own) {
    if (!options_.preloads.empty()) preload(slots_of(own), options_.preloads, database, options_);
  });
}

}  // namespace rowan
