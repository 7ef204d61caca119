// Nested writes, done: each by the operation on records and associations that there is for it.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>

#include "association/handle_at.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/resolve.hpp"
#include "reflect/full_name.hpp"
#include "rowan/association/nested.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/any_record.hpp"
#include "rowan/model/any_relation.hpp"
#include "rowan/model/find_or_create.hpp"
#include "rowan/query/ast.hpp"

namespace rowan {
namespace {

std::string inside(const std::string& path, const std::string& name) {
  return path.empty() || name.empty() ? path + name : path + "." + name;
}

template <class Error>
[[noreturn]] void rethrow_at(const std::string& path, const Error& error) {
  throw Error(fmt::format("{}: {}", path, error.what()), error.details());
}

// Runs one operation of the library's, whose errors are to begin with the path.
template <class Do>
decltype(auto) at(const std::string& path, const Do& what) {
  try {
    return what();
  } catch (const RecordNotFound& error) {
    rethrow_at(path, error);
  } catch (const RecordNotSaved& error) {
    rethrow_at(path, error);
  } catch (const InvalidValue& error) {
    rethrow_at(path, error);
  } catch (const QueryError& error) {
    rethrow_at(path, error);
  }
}

/// One nested write. Its functions return false when a record could not be saved; `errors` says why, and all is undone.
class NestedWriter {
 public:
  NestedWriter(DatabaseCore& database, Errors& errors) : database_(database), errors_(errors) {}

  bool write(ModelBase& record, const NestedWrite& write, const std::string& path) {
    for (const auto& [name, value] : write.values) at(inside(path, name), [&, &to = value] { record.set(name, to); });
    std::vector<AnyRecord> leaving;
    const std::vector<NestedStep> steps = placed(write.steps, path);
    for (const NestedStep& step : steps) {
      const AssociationInfo& association = named(record, step);
      if (association.refers() && !refer(record, association, step, leaving)) return false;
    }
    if (!save(record, path)) return false;
    for (AnyRecord& each : leaving) destroy(*each, path);
    for (const NestedStep& step : steps) {
      const AssociationInfo& association = named(record, step);
      if (association.refers()) continue;
      if (!write_targets(record, association, step)) return false;
      to_many_at(record.object(), association).forget_loaded();
    }
    return true;
  }

 private:
  // Steps know their way from their record; errors begin where the write does.
  static std::vector<NestedStep> placed(std::vector<NestedStep> steps, const std::string& path) {
    for (NestedStep& step : steps) step.path = inside(path, step.path);
    return steps;
  }

  static const AssociationInfo& named(const ModelBase& record, const NestedStep& step) {
    const AssociationInfo& association = at(step.path, [&]() -> const AssociationInfo& {
                                           return record.model_info().association(step.association);
                                         }).resolved();
    if (association.target != nullptr) return association;
    throw QueryError(fmt::format("{}: {} refers to one of several models, whose targets are written by themselves",
                                 step.path, full_name(association)));
  }

  // --- What the record refers to, before it is saved itself.
  bool refer(ModelBase& record, const AssociationInfo& association, const NestedStep& step,
             std::vector<AnyRecord>& leaving) {
    switch (step.operation) {
      case NestedOperation::create: {
        AnyRecord made(*association.target);
        return write(*made, step.data, step.path) && refer_to(record, association, &*made);
      }
      case NestedOperation::connect:
        return refer_to(record, association, &rows_by(rows(association), step)[0]);
      case NestedOperation::connect_or_create:
        return connect_or_create(association, step,
                                 [&](ModelBase& target) { return refer_to(record, association, &target); });
      case NestedOperation::disconnect:
        require_optional(association, step);
        return refer_to(record, association, nullptr);
      case NestedOperation::update: {
        auto target = own(record, association).take();
        if (!target) nobody(association, step);
        return write(**target, step.data, step.path);
      }
      case NestedOperation::upsert: {
        if (auto target = own(record, association).take()) return write(**target, step.update, step.path);
        AnyRecord made(*association.target);
        return write(*made, step.data, step.path) && refer_to(record, association, &*made);
      }
      case NestedOperation::remove: {
        require_optional(association, step);
        auto target = own(record, association).take();
        if (!target) nobody(association, step);
        leaving.push_back(std::move(*target));
        return refer_to(record, association, nullptr);
      }
      case NestedOperation::set:
        break;
    }
    throw QueryError(fmt::format("{}: {} has one target: connect it", step.path, full_name(association)));
  }

  static bool refer_to(ModelBase& record, const AssociationInfo& association, const ModelBase* target) {
    for (std::size_t i = 0; i < association.foreign_key.size(); ++i) {
      record.set(association.foreign_key[i]->name,
                 target == nullptr ? Value() : target->get(association.referenced_key[i]->name));
    }
    return true;
  }

  // --- Targets, once their owner has its row.
  bool write_targets(ModelBase& owner, const AssociationInfo& association, const NestedStep& step) {
    switch (step.operation) {
      case NestedOperation::create:
        return create(owner, association, step, step.data);
      case NestedOperation::connect:
        return connect(owner, association, step, rows_by(rows(association), step)[0]);
      case NestedOperation::connect_or_create:
        return connect_or_create(association, step, [&](ModelBase& target) {
          return target.is_new() ? add(owner, association, target, step, step.data)
                                 : connect(owner, association, step, target);
        });
      case NestedOperation::disconnect:
        return disconnect(owner, association, step, target_of(owner, association, step)[0]);
      case NestedOperation::set:
        return set(owner, association, step);
      case NestedOperation::update:
        return write(target_of(owner, association, step)[0], step.data, step.path);
      case NestedOperation::upsert: {
        const AnyRecords found = targets_by(owner, association, step);
        return found.empty() ? create(owner, association, step, step.data) : write(found[0], step.update, step.path);
      }
      case NestedOperation::remove:
        destroy(target_of(owner, association, step)[0], step.path);
        return true;
    }
    return true;
  }

  bool create(ModelBase& owner, const AssociationInfo& association, const NestedStep& step, const NestedWrite& data) {
    AnyRecord made(*association.target);
    return add(owner, association, *made, step, data);
  }

  // A new record becomes a target.
  bool add(ModelBase& owner, const AssociationInfo& association, ModelBase& target, const NestedStep& step,
           const NestedWrite& data) {
    require_vacant(owner, association, step);
    if (association.is_referred_to()) take_over(owner, association, target);
    if (!write(target, data, step.path)) return false;
    if (!association.is_referred_to()) at(step.path, [&] { link_target(owner, association.name, target); });
    return true;
  }

  bool connect(ModelBase& owner, const AssociationInfo& association, const NestedStep& step, ModelBase& target) {
    if (is_target(owner, association, target)) return true;
    if (!association.is_referred_to()) {
      at(step.path, [&] { link_target(owner, association.name, target); });
      return true;
    }
    for (const AttributeInfo* part : association.foreign_key) {
      if (!target.get(part->name).is_null()) foreign(association, step);
    }
    require_vacant(owner, association, step);
    take_over(owner, association, target);
    return save(target, step.path);
  }

  bool disconnect(ModelBase& owner, const AssociationInfo& association, const NestedStep& step, ModelBase& target) {
    if (!association.is_referred_to()) {
      at(step.path, [&] { remove_target(owner, association.name, target); });
      return true;
    }
    require_optional(association, step);
    for (const AttributeInfo* part : association.own_columns()) target.set(part->name, Value());
    return save(target, step.path);
  }

  bool set(ModelBase& owner, const AssociationInfo& association, const NestedStep& step) {
    if (!association.to_many())
      throw QueryError(fmt::format("{}: {} has one target: connect it", step.path, full_name(association)));
    std::vector<AnyRecords> wanted;
    for (std::size_t i = 0; i < step.where.size(); ++i)
      wanted.push_back(rows_by(rows(association), step, i, fmt::format("{}[{}]", step.path, i)));
    const auto is_wanted = [&](const ModelBase& record) {
      return std::any_of(wanted.begin(), wanted.end(), [&](const AnyRecords& row) { return row[0] == record; });
    };
    const AnyRecords there = own(owner, association).load();
    for (ModelBase& target : there) {
      if (!is_wanted(target) && !disconnect(owner, association, step, target)) return false;
    }
    return std::all_of(wanted.begin(), wanted.end(),
                       [&](const AnyRecords& row) { return connect(owner, association, step, row[0]); });
  }

  // `use` is given the row, or a new record with the values that it was looked for by. Somebody else may be making it.
  bool connect_or_create(const AssociationInfo& association, const NestedStep& step,
                         const std::function<bool(ModelBase&)>& use) {
    const AnyRelation all = rows(association);
    if (const AnyRecords found = limited(all, step, 0).load(); !found.empty()) return use(one_of(found, step)[0]);
    AnyRecord made(*association.target);
    for (const auto& [name, value] : step.where.front()) made->set(name, value);
    bool written = true;
    const std::exception_ptr taken = detail::unless_taken(database_, [&] {
      written = association.refers() ? write(*made, step.data, step.path) && use(*made) : use(*made);
      if (!written) throw RecordInvalid(fmt::format("{}: {}", step.path, errors_.to_string()));
    });
    if (taken == nullptr) return true;
    const AnyRecords found = locked(limited(all, step, 0)).load();
    if (!found.empty()) {
      errors_ = Errors();
      return use(found[0]);
    }
    if (!written) return false;
    std::rethrow_exception(taken);
  }

  // --- Parts
  static void take_over(const ModelBase& owner, const AssociationInfo& association, ModelBase& target) {
    if (association.type != nullptr) target.set(association.type->name, Value(association.type_text));
    for (std::size_t i = 0; i < association.foreign_key.size(); ++i)
      target.set(association.foreign_key[i]->name, owner.get(association.referenced_key[i]->name));
  }

  bool save(ModelBase& record, const std::string& path) {
    const SaveResult result = at(path.empty() ? record.model_info().name : path, [&] { return record.save(); });
    if (result) return true;
    if (result.errors().empty()) throw RecordNotSaved(fmt::format("{}: {}", path, result.to_string()));
    for (const AttributeError& error : result.errors())
      errors_.add(inside(path, error.attribute), error.message, error.code, error.values);
    return false;
  }

  static void destroy(ModelBase& record, const std::string& path) {
    if (const SaveResult result = record.destroy(); !result)
      throw RecordNotSaved(
          fmt::format("{}: {} was not destroyed: {}", path, record.model_info().name, result.to_string()));
  }

  [[nodiscard]] AnyRelation rows(const AssociationInfo& association) const {
    return AnyRelation(*association.target).on(handle(database_));
  }
  static AnyRelation own(const ModelBase& owner, const AssociationInfo& association) {
    return AnyRelation::of(owner, association.name);
  }

  // Two at most, to see whether it is one.
  static AnyRelation limited(const AnyRelation& among, const NestedStep& step, std::size_t which) {
    std::vector<AttributeAssignment> values;
    for (const auto& [name, value] : step.where.at(which)) values.push_back({name, value});
    return among.where(at(step.path, [&] { return detail::has_each(among.model(), values); })).limit(2);
  }
  // What a transaction sees may be older than the row.
  static AnyRelation locked(const AnyRelation& rows) { return rows.lock(LockStrength::share); }
  static const AnyRecords& one_of(const AnyRecords& found, const NestedStep& step) {
    if (found.size() < 2) return found;
    throw NotUnique(
        fmt::format("{}: more than one {} has these values: name its key", step.path, found[0].model_info().name));
  }
  static AnyRecords rows_by(const AnyRelation& among, const NestedStep& step, std::size_t which = 0,
                            std::string_view path = {}) {
    AnyRecords found = limited(among, step, which).load();
    if (found.empty()) {
      throw RecordNotFound(
          fmt::format("{}: no {} has these values", path.empty() ? step.path : std::string(path), among.model().name));
    }
    static_cast<void>(one_of(found, step));
    return found;
  }

  // A to-one association needs no values.
  static AnyRecords targets_by(const ModelBase& owner, const AssociationInfo& association, const NestedStep& step) {
    const AnyRelation targets = own(owner, association);
    if (step.where.empty() && !association.to_many()) return targets.limit(1).load();
    AnyRecords found = limited(targets, step, 0).load();
    static_cast<void>(one_of(found, step));
    return found;
  }
  static AnyRecords target_of(const ModelBase& owner, const AssociationInfo& association, const NestedStep& step) {
    AnyRecords found = targets_by(owner, association, step);
    if (found.empty()) nobody(association, step);
    return found;
  }

  static bool is_target(const ModelBase& owner, const AssociationInfo& association, const ModelBase& target) {
    Expr key;
    for (const AttributeInfo* part : target.model_info().primary_key)
      key = key && ast::compare(part->name, CompareOp::equal, target.get(part->name));
    return own(owner, association).where(key).exists();
  }

  static void require_vacant(const ModelBase& owner, const AssociationInfo& association, const NestedStep& step) {
    if (association.to_many() || !own(owner, association).exists()) return;
    throw RecordNotSaved(
        fmt::format("{}: there is one already, and it would be lost: update, disconnect or delete it", step.path));
  }

  static void require_optional(const AssociationInfo& association, const NestedStep& step) {
    const auto columns = association.own_columns();
    if (std::all_of(columns.begin(), columns.end(), [](const AttributeInfo* part) { return part->nullable; })) return;
    throw RecordNotSaved(
        fmt::format("{}: {} can't be NULL, so nothing can be taken from {}: make the belongs_to "
                    "optional(), or delete the record that refers",
                    step.path, columns.front()->name, full_name(association)));
  }

  [[noreturn]] static void nobody(const AssociationInfo& association, const NestedStep& step) {
    throw RecordNotFound(
        fmt::format("{}: no such {} among {}", step.path, association.target->name, full_name(association)));
  }
  [[noreturn]] static void foreign(const AssociationInfo& association, const NestedStep& step) {
    throw RecordNotFound(fmt::format("{}: this {} belongs to another {}, and is not taken from it", step.path,
                                     association.target->name, association.owner->name));
  }

  DatabaseCore& database_;
  Errors& errors_;
};

}  // namespace

SaveResult write_nested(ModelBase& record, const NestedWrite& write) {
  detail::require_alive(record, "write");
  const ModelInfo& model = record.model_info();
  const auto database =
      resolve_database(model, nullptr, record.slot() == nullptr ? DatabaseRef() : record.slot()->block->database);
  Errors errors;
  bool written = false;
  database->run_step([&](Transaction& transaction) {
    written = NestedWriter(*database, errors).write(record, write, {});
    if (!written) transaction.rollback();
  });
  return written ? SaveResult() : SaveResult(std::move(errors));
}

}  // namespace rowan
