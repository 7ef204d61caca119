#include "model/load/one_order.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "model/load/record_statements.hpp"
#include "reflect/error_details.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/composition.hpp"

namespace rowan {
namespace {

// Whether a record may come several times. What is put together is distinct() by its first part only.
bool repeats(const SelectQuery& query);

// Rows that count their steps are equal only where they are as far away.
bool common_repeats(const Composition& parts) {
  return std::any_of(parts.with.begin(), parts.with.end(), [&](const CommonTable& table) {
    if (table.name != parts.common) return false;
    return table.repeats || !table.depth.empty() || repeats(*table.query);
  });
}

bool repeats(const SelectQuery& query) {
  if (!query.composition) return false;
  const Composition& parts = *query.composition;
  if (!parts.others.empty()) return parts.others.back().operation == SetOperation::union_all;
  if (query.distinct) return false;
  if (!parts.common.empty()) return !parts.joins.empty() || common_repeats(parts);
  return !parts.joins.empty() || (parts.source && repeats(*parts.source));
}

}  // namespace

void require_each_once(const SelectQuery& query, std::string_view done) {
  if (!repeats(query)) return;
  throw QueryError(
      fmt::format("{0} can't be {1} with a join or union_all(): a record may come several times, and what follows it "
                  "would leave some of these out; add distinct(), use union_with(), or load() it",
                  query.model->name, done),
      details_of(*query.model));
}

void require_one_order(const ModelInfo& model, const AttributeInfo& attribute, DatabaseCore& database) {
  if (attribute.type.kind != TypeKind::text) return;
  const Lease connection = database.acquire(Intent::read);
  const std::vector<std::string>& listed = RecordStatements::of(*connection, model).facts().listed;
  if (std::find(listed.begin(), listed.end(), attribute.column) == listed.end()) return;
  throw QueryError(
      fmt::format(
          "{0} can't be streamed or paged: the column {1}.{2} is ordered by its list of labels, and compared as "
          "text, so that rows would be left out; load() it, or in portions with order(…).limit(…).offset(…)",
          model.name, model.table, attribute.column),
      details_of(model));
}

}  // namespace rowan
