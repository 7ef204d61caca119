#include "model/load/fetch.hpp"

#include <fmt/format.h>

#include <optional>

#include "connection/statement_comments.hpp"
#include "model/load/hydrate.hpp"
#include "model/load/key_condition.hpp"
#include "model/load/read_again.hpp"
#include "model/load/record_statements.hpp"
#include "model/load/run_query.hpp"
#include "model/load/tell_found.hpp"
#include "model/load/uuid_spelling.hpp"
#include "query/standing_conditions.hpp"
#include "reflect/error_details.hpp"
#include "reflect/standing_count.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/query/binder.hpp"

namespace rowan {

// Before all that finds records before main(): not every compiler makes an empty text at compile time.
[[gnu::init_priority(101)]] const LoadOptions plain_load;

namespace {

std::string key_shape(const ModelInfo& model) {
  std::string shape;
  for (const AttributeInfo* part : model.primary_key)
    shape += fmt::format("{}{} {}", shape.empty() ? "" : ", ", to_string(part->type.kind), part->name);
  return shape;
}

// Whether the key is a std::int64_t, and its column holds nothing but such.
bool has_usual_key(const ModelInfo& model) {
  return model.integer_key && model.members[model.key_index].kind == MemberKind::int64;
}

// Executes the find statement; true when it stands on the row.
bool seek(const ModelInfo& model, const Key& key, Statement& statement) {
  if (has_usual_key(model)) [[likely]]
    statement.write(0, static_cast<std::int64_t>(key.word));
  else
    write_key(statement, 0, key, model.primary_key);
  return statement.step();
}

[[noreturn, gnu::noinline]] void refuse_other_key(const ModelInfo& model, std::uint64_t asked, const Slot& found) {
  const AttributeInfo& key = *model.primary_key[0];
  const auto text = [&](std::uint64_t word) {
    return is_unsigned(key.type.kind) ? std::to_string(word) : std::to_string(static_cast<std::int64_t>(word));
  };
  throw InvalidValue(fmt::format("asked for {}.{} = {}, {} gives the row of {}: its column makes another number of it",
                                 model.name, key.name, text(asked), model.table, text(found.key)),
                     details_of(model, key));
}

// A column of years makes 2026 of 26.
[[gnu::always_inline]] inline void require_asked(const ModelInfo& model, std::uint64_t asked, const ModelBase& found) {
  if (model.integer_key && found.slot()->key != asked) [[unlikely]]
    refuse_other_key(model, asked, *found.slot());
}

[[gnu::hot]] bool fetch_row(const ModelInfo& model, const Key& key, DatabaseContext context, const LoadOptions& options,
                            ModelBase& record, void* object, const RowLock* lock) {
  std::optional<Lease> lease;
  Connection& connection = context.connection(lease, Intent::read);  // a lock has a transaction, and so the primary
  const TimeLimit limit(connection, options.timeout);
  RecordStatements& statements = RecordStatements::of(connection, model);
  Statement& statement = noted(options.annotation, [&]() -> Statement& {
    return lock == nullptr ? statements.find() : statements.find_and_lock(*lock);
  });
  Execution execution(connection, statement, model.name, "find", options.tag);
  if (!seek(model, key, statement)) {
    if (has_uuid(model.primary_key)) [[unlikely]]
      require_usual_spelling(connection, model, statement.sql(), {}, [&](ParameterWriter& keys, ParameterWriter&) {
        write_key(keys, 0, key, model.primary_key);
      });
    return false;
  }
  read_found(model, statement, record, object, context.database, options);
  require_asked(model, key.word, record);
  execution.rows = 1;
  return true;
}

}  // namespace

Key key_of(const ModelInfo& model, std::vector<Value> parts) {
  if (model.primary_key.empty()) {
    throw QueryError(fmt::format(
        "{} has no primary key, so no record can be found by one: ask with where(…) or find_by(…)", model.name));
  }
  if (parts.size() != model.primary_key.size()) {
    throw QueryError(fmt::format("{} is found by {}, not by {} value(s)", model.name, key_shape(model), parts.size()));
  }
  for (std::size_t i = 0; i < parts.size(); ++i) parts[i] = bind_value(model, *model.primary_key[i], parts[i]);
  const bool integer = parts.size() == 1 && is_integer(model.primary_key[0]->type.kind);
  if (!integer) return make_key(std::move(parts));
  const bool is_unsigned_key = is_unsigned(model.primary_key[0]->type.kind);
  return {is_unsigned_key ? parts[0].as_uint64() : static_cast<std::uint64_t>(parts[0].as_int64()), nullptr};
}

[[gnu::noinline]] static Key converted_key(const ModelInfo& model, std::span<const Value> parts) {
  return key_of(model, std::vector<Value>(parts.begin(), parts.end()));
}

[[gnu::hot]] Key key_of(const ModelInfo& model, std::span<const Value> parts) {
  if (parts.size() == 1 && model.integer_key && model.primary_key[0]->type.kind == TypeKind::int64) {
    if (const auto* number = std::get_if<std::int64_t>(&parts[0].storage()))
      return {static_cast<std::uint64_t>(*number), nullptr};
  }
  return converted_key(model, parts);
}

[[gnu::hot]] bool fetch_into(const ModelInfo& model, const Key& key, DatabaseContext context,
                             const LoadOptions& options, ModelBase& record, void* object, const RowLock* lock) {
  return read_again_when_lost(context.database, [&](bool& may_repeat) {
    may_repeat = lock == nullptr;
    return fetch_row(model, key, context, options, record, object, lock);
  });
}

[[gnu::hot]] bool detail::load_by_key(const ModelInfo& model, std::span<const Value> key, ModelBase& into,
                                      void* object) {
  if (anything_stands()) [[unlikely]] {
    if (const Expr shown = standing_condition(model); !shown.always_true()) {
      SelectQuery query;
      query.model = &model;
      query.where = shown && key_equals(model, key);
      static_cast<void>(key_of(model, key));  // refuses a wrong number of parts
      return run_select_one(query, plain_load, rowan::resolve_database(model, nullptr), into, object);
    }
  }
  return in_database(model, [&](const std::shared_ptr<DatabaseCore>& database, TransactionState* open) {
    const bool found = fetch_into(model, key_of(model, key), {*database, open}, plain_load, into, object);
    if (found && model.tells_found) [[unlikely]]
      tell_found(into);
    return found;
  });
}

// As fetch_into with plain_load: the usual find, which asks neither for options nor for a lock.
[[gnu::hot]] bool detail::load_by_number(const ModelInfo& model, std::int64_t key, ModelBase& into, void* object) {
  if (anything_stands() || model.tells_found || !has_usual_key(model)) [[unlikely]] {
    const Value part(key);
    return load_by_key(model, {&part, 1}, into, object);
  }
  return in_database(model, [&](const std::shared_ptr<DatabaseCore>& database, TransactionState* open) {
    const DatabaseContext context(*database, open);
    return read_again_when_lost(*database, [&](bool& may_repeat) {
      may_repeat = true;
      std::optional<Lease> lease;
      Connection& connection = context.connection(lease, Intent::read);
      Statement& statement = RecordStatements::of(connection, model).find();
      Execution execution(connection, statement, model.name, "find");
      statement.write(0, key);
      if (!statement.step()) return false;
      read_found(model, statement, into, object, *database, plain_load);
      require_asked(model, static_cast<std::uint64_t>(key), into);
      execution.rows = 1;
      return true;
    });
  });
}

void detail::key_not_found(const ModelInfo& model, std::span<const Value> key) {
  std::string parts;
  for (const Value& part : key) parts += (parts.empty() ? "" : ", ") + part.to_string();
  throw RecordNotFound(
      fmt::format("no {} with key {} in {}: use find_if() where it may be missing", model.name, parts, model.table),
      details_of(model));
}

Block* fetch_one(const ModelInfo& model, std::span<const Value> key) {
  Block* block = Block::make(model, 1, true);
  block->add_strong();
  try {
    ModelBase& record = *block->construct_next();
    if (detail::load_by_key(model, key, record, block->object(0))) return block;
  } catch (...) {
    block->drop_strong();
    throw;
  }
  block->drop_strong();
  return nullptr;
}

}  // namespace rowan
