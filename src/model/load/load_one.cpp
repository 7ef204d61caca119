// One record of a model, by its key or by a condition: what a program does most often.
#include <fmt/format.h>

#include "connection/open_transaction.hpp"
#include "model/load/fetch.hpp"
#include "model/load/key_condition.hpp"
#include "model/load/record_statements.hpp"
#include "model/load/run_query.hpp"
#include "model/record/resolve.hpp"
#include "reflect/error_details.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/relation_base.hpp"
#include "rowan/query/default_condition.hpp"

namespace rowan {
namespace {

// Calls `use` with the database of a query that names none. A transaction keeps its own, which spares counting.
template <class Use>
bool in_database(const ModelInfo& model, const Use& use) {
  OpenTransaction* open = model.database_name.empty() ? OpenTransaction::innermost() : nullptr;
  if (open != nullptr) return use(open->kept_database(), open);
  const std::shared_ptr<DatabaseCore> database = rowan::resolve_database(model, nullptr);
  return use(database, database->transaction());
}

const LoadOptions& plain_load() {
  static const LoadOptions options;
  return options;
}

}  // namespace

[[gnu::hot]] bool detail::load_by_key(const ModelInfo& model, std::span<const Value> key, ModelBase& into,
                                      void* object) {
  if (const Expr shown = default_condition(model); !shown.always_true()) [[unlikely]] {
    SelectQuery query;
    query.model = &model;
    query.where = shown && key_equals(model, key);
    static_cast<void>(key_of(model, key));  // refuses a wrong number of parts
    return run_select_one(query, plain_load(), rowan::resolve_database(model, nullptr), into, object);
  }
  return in_database(model, [&](const std::shared_ptr<DatabaseCore>& database, TransactionState* open) {
    return fetch_into(model, key_of(model, key), {*database, open}, plain_load(), into, object);
  });
}

[[gnu::hot]] bool detail::load_by(const ModelInfo& model, const Expr& condition, ModelBase& into, void* object) {
  return in_database(model, [&](const std::shared_ptr<DatabaseCore>& database, TransactionState* open) {
    if (default_condition(model).always_true()) {
      if (const std::optional<bool> found = run_comparison(model, condition, {*database, open}, into, object))
        return *found;
    }
    SelectQuery query;
    query.model = &model;
    query.where = condition;
    add_default_conditions(query);
    query.limit = 1;
    return run_select_one(query, plain_load(), database, into, object);
  });
}

void detail::key_not_found(const ModelInfo& model, std::span<const Value> key) {
  std::string parts;
  for (const Value& part : key) parts += (parts.empty() ? "" : ", ") + part.to_string();
  throw RecordNotFound(
      fmt::format("no {} with key {} in {}: use find_if() where it may be missing", model.name, parts, model.table),
      details_of(model));
}

}  // namespace rowan
