// Running a query that reads.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>

#include "connection/slow_queries.hpp"
#include "connection/statement_comments.hpp"
#include "model/load/query_shape.hpp"
#include "model/load/read_again.hpp"
#include "model/load/record_statements.hpp"
#include "model/load/run_sql.hpp"
#include "model/load/uuid_spelling.hpp"
#include "model/record/resolve.hpp"
#include "query/loaded_attributes.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/model/relation_base.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan {

/// What is asked of a query.
struct Question {
  std::string_view purpose;
  CompiledSql (StatementCompiler::*compile)(const SelectQuery&) const;
  char sign;  ///< one for each way of compiling
};
inline constexpr Question load_question{"load", &StatementCompiler::select, 's'};
inline constexpr Question pluck_question{"pluck", &StatementCompiler::select, 's'};
inline constexpr Question count_question{"count", &StatementCompiler::count, 'c'};
inline constexpr Question exists_question{"exists", &StatementCompiler::exists, 'e'};

inline bool binds_uuid(const KeptQuery& query) {
  return std::any_of(query.parameters.begin(), query.parameters.end(),
                     [](const KeptQuery::Parameter& parameter) { return parameter.kind == TypeKind::uuid; });
}
// Answers of a query that found nothing.
inline bool is_nothing(bool found) { return !found; }
inline bool is_nothing(std::uint64_t count) { return count == 0; }
template <class Rows>
bool is_nothing(const std::unique_ptr<Rows>& rows) {
  return rows->empty();
}
template <class Rows>
bool is_nothing(const Rows& rows) {
  return rows.empty();
}

/// Reports the plan of a query that took long, for which `bind` binds the values. Throws nothing.
void tell_plan(const detail::SlowWatch& watch, Connection& connection, DatabaseCore& database, SlowQuery query,
               const std::function<void(Statement&)>& bind) noexcept;

/// Calls `read(Statement&, Execution&)`, or with what its outputs are besides, with the query executing; a second time
/// when its connection was lost and nothing speaks against it.
template <class Read>
auto run_read(DatabaseCore& database, const SelectQuery& query, const LoadOptions& options, const Question& question,
              const Read& read) {
  const ModelInfo& model = *query.model;
  const QueryShape shape(query, question.sign);
  const auto compile = [&] { return (database.compiler().*question.compile)(query); };
  return read_again_when_lost(database, [&](bool& may_repeat) {
    std::optional<CompiledSql> written;
    if (!shape.usual()) written = compile();
    const bool raw = written && written->raw;
    may_repeat = !raw;
    Lease connection = database.acquire(raw ? Intent::raw_read : Intent::read);
    const TimeLimit limit(*connection, options.timeout);
    std::shared_ptr<KeptQuery> kept;
    if (!written) {
      RecordStatements& statements = RecordStatements::of(*connection, model);
      kept = statements.find_query(shape);
      if (kept == nullptr) {
        written = compile();
        written->decided_by_values |= require_comparable(*connection, *written);
        statements.keep_query(shape, *written);
      }
    } else {
      require_comparable(*connection, *written);
    }
    std::optional<KeptValues> values;
    if (kept != nullptr) values.emplace(shape, *kept);
    Statement& statement = noted(options.annotation, [&]() -> Statement& {
      return kept != nullptr ? connection->prepared(kept->sql, kept->place) : connection->prepared(written->sql);
    });
    if (raw) statement.keep_parameter_types();
    detail::SlowWatch watch;
    auto answer = [&] {
      Execution execution(*connection, statement, model.name, question.purpose, options.tag);
      if (kept != nullptr)
        values->bind(statement);
      else
        bind_all(statement, *written);
      try {
        if constexpr (std::is_invocable_v<Read, Statement&, Execution&>)
          return read(statement, execution);
        else
          return read(statement, execution, kept != nullptr ? kept->outputs : written->outputs);
      } catch (const InvalidValue& error) {
        if (const int place = error.details().parameter; place >= 0)
          refuse_value(kept != nullptr ? values->source_at(place) : source_at(written->sources, place), error);
        throw;
      }
    }();
    const std::string& sql = kept != nullptr ? kept->sql : written->sql;
    if (watch.is_due(sql)) [[unlikely]] {
      tell_plan(watch, *connection, database, {.sql = sql, .model = model.name, .purpose = question.purpose},
                [&](Statement& plan) { kept != nullptr ? values->bind(plan) : bind_all(plan, *written); });
    }
    if (is_nothing(answer) && (kept != nullptr ? binds_uuid(*kept) : has_uuid(written->kinds))) [[unlikely]]
      require_usual_spelling(*connection, query);
    return answer;
  });
}

/// Which attributes the rows of a query for records have.
class SomeAttributes {
 public:
  explicit SomeAttributes(const SelectQuery& query) {
    if (query.only != nullptr) [[unlikely]]
      attributes_ = loaded_attributes(*query.model, *query.only);
  }
  /// Null: all.
  [[nodiscard]] const std::vector<const AttributeInfo*>* list() const noexcept {
    return attributes_.empty() ? nullptr : &attributes_;
  }

 private:
  std::vector<const AttributeInfo*> attributes_;
};

/// @throws TransactionError when the query locks rows and there is no transaction.
void require_transaction_for_lock(const SelectQuery& query, DatabaseCore& database);
[[nodiscard]] std::vector<Slot*> slots_of(const RecordSet& set);
/// All its records, with what is to be loaded along; `untold`: before their after_find callbacks.
RecordSet run_select_untold(const SelectQuery& query, const LoadOptions& options,
                            const std::shared_ptr<DatabaseCore>& database);
RecordSet run_select(const SelectQuery& query, const LoadOptions& options,
                     const std::shared_ptr<DatabaseCore>& database);
/// The first of its records, into an object whose record is new. False when there is none.
bool run_select_one(const SelectQuery& query, const LoadOptions& options, const std::shared_ptr<DatabaseCore>& database,
                    ModelBase& record, void* object);

}  // namespace rowan
