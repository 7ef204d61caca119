// One record of a model, by a condition.
#include <optional>

#include "model/load/fetch.hpp"
#include "model/load/hydrate.hpp"
#include "model/load/record_statements.hpp"
#include "model/load/run_query.hpp"
#include "model/load/tell_found.hpp"
#include "model/record/resolve.hpp"
#include "query/standing_conditions.hpp"
#include "reflect/standing_count.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/relation_base.hpp"

namespace rowan {
namespace {

// What a condition that is a comparison asks of a model without default conditions. Nothing when it is none, or was not
// asked before: then `run_select_one` is to be called.
std::optional<bool> run_comparison(const ModelInfo& model, const Expr& condition, DatabaseContext context,
                                   ModelBase& record, void* object) {
  const auto comparison = comparison_of(condition);
  if (!comparison) return std::nullopt;
  return read_again_when_lost(context.database, [&](bool& may_repeat) -> std::optional<bool> {
    const auto& [shape, value] = *comparison;
    may_repeat = true;
    std::optional<Lease> lease;
    Connection& connection = context.connection(lease, Intent::read);
    KeptQuery* kept = RecordStatements::of(connection, model).find_comparison(shape, condition);
    if (kept == nullptr) return std::nullopt;
    Statement& statement = connection.prepared(kept->sql, kept->place);
    Execution execution(connection, statement, model.name, load_question.purpose);
    std::optional<Value> converted;
    int index = 0;
    for (const KeptQuery::Parameter& parameter : kept->parameters) {
      if (parameter.source.from == ParameterSource::From::value) {
        const Value& bound = KeptQuery::bound_value(parameter, *value, converted);
        write_named(&parameter.source, [&] { write_value(statement, index, bound, parameter.kind); });
      } else {
        statement.write(index, std::int64_t{1});
      }
      ++index;
    }
    try {
      if (!statement.step()) return false;
    } catch (const InvalidValue& error) {
      const int place = error.details().parameter;
      if (place >= 0 && place < index) refuse_value(&kept->parameters[static_cast<std::size_t>(place)].source, error);
      throw;
    }
    read_found(model, statement, record, object, context.database, plain_load);
    execution.rows = 1;
    return true;
  });
}

}  // namespace

[[gnu::hot]] bool detail::load_by(const ModelInfo& model, const Expr& condition, ModelBase& into, void* object) {
  return in_database(model, [&](const std::shared_ptr<DatabaseCore>& database, TransactionState* open) {
    if (!anything_stands() || standing_condition(model).always_true()) {
      if (const std::optional<bool> found = run_comparison(model, condition, {*database, open}, into, object)) {
        if (*found && model.tells_found) [[unlikely]]
          tell_found(into);
        return *found;
      }
    }
    SelectQuery query;
    query.model = &model;
    query.where = condition;
    add_standing_conditions(query, Scoping::usual);
    query.limit = 1;
    return run_select_one(query, plain_load, database, into, object);
  });
}

}  // namespace rowan
