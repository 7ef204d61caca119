#include <algorithm>

#include <fmt/format.h>

#include "association/shared_columns.hpp"
#include "connection/callback_nesting.hpp"
#include "core/ascii_case.hpp"
#include "model/record/anchor.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/members.hpp"
#include "model/record/partial.hpp"
#include "model/save/chain.hpp"
#include "model/save/soft_delete.hpp"
#include "rowan/association/handle.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/near_miss.hpp"
#include "rowan/core/parameter_writer.hpp"

namespace rowan {
namespace {

// Whether a new record waits in the belongs_to of this attribute, to be saved first: the key comes with it.
bool awaits_key(const ModelBase& record, const AttributeInfo& attribute) {
  if (attribute.association == nullptr) return false;
  const auto* at = static_cast<const std::byte*>(record.object()) + attribute.association->offset;
  const Slot* held = reinterpret_cast<const BelongsToHandle*>(at)->held();
  return held != nullptr && held->lifecycle == Lifecycle::fresh;
}

bool is_changed(const ModelBase& record, const AttributeInfo& attribute) {
  return record.changed(attribute.name) || awaits_key(record, attribute);
}

void give(const ModelInfo& model, ModelBase& record, const AttributeInfo& attribute, Value value) {
  const NamedMember given{&attribute, std::move(value)};
  set_members(model, record.object(), {&given, 1});
}

// What may not be changed stays as its row has it, in normal form or not.
bool keeps_form(const ModelBase& record, const AttributeInfo& attribute) {
  return attribute.read_only && record.is_persisted() && !record.changed(attribute.name);
}

// Defaults of new records, and texts in their normal form: both by functions of the program.
void prepare_members(const ModelInfo& model, ModelBase& record) {
  const Anchor anchor(record);
  const CallbackNesting nesting(model.name);
  const CalledBack guard(anchor.slot());
  for (const AttributeInfo& attribute : model.attributes) {
    if (attribute.make_default && record.is_new() && !is_changed(record, attribute)) {
      Value made = attribute.make_default();
      anchor.require_in_place("validate");
      give(model, record, attribute, std::move(made));
    }
    if (attribute.normalizers.empty() || is_missing(&anchor.slot(), attribute)) continue;
    if (keeps_form(record, attribute)) continue;
    const Value value = attribute.ops->get(member_of(record.object(), attribute));
    Value normal = attribute.normalized(value);
    anchor.require_in_place("validate");
    if (normal != value) attribute.ops->set(member_of(record.object(), attribute), normal);
  }
}

// A record that is validated, and what for.
struct Examined {
  const ModelBase& record;
  const ModelInfo& model;
  const std::byte* object;
  SaveEvent event;
};

Value value_in(const Examined& examined, const AttributeInfo& attribute) {
  return attribute.ops->get(examined.object + attribute.offset);
}

std::optional<std::string> complaint(const Examined& examined, const AttributeInfo& attribute, const Rule& rule,
                                     const Value& value) {
  if (rule.kind == RuleKind::read_only)
    return is_changed(examined.record, attribute) ? std::optional<std::string>("can't be changed") : std::nullopt;
  return rule.complaint(value, rule.other == nullptr ? Value() : value_in(examined, *rule.other));
}

void check_rules(const Examined& examined, const Anchor& anchor, Errors& errors) {
  for (const AttributeInfo& attribute : examined.model.attributes) {
    if (attribute.rules.empty() || is_missing(&anchor.slot(), attribute)) continue;
    const Value value = value_in(examined, attribute);
    for (const Rule& rule : attribute.rules) {
      if (rule.when) {
        const bool holds = rule.when->holds(examined.event.occasion, examined.event.context, examined.object);
        anchor.require_in_place("validate");
        if (!holds) continue;
      }
      if (rule.other != nullptr && is_missing(&anchor.slot(), *rule.other)) continue;
      if (std::optional<std::string> message = complaint(examined, attribute, rule, value))
        errors.add(attribute.name, *message, code_of(rule.kind), rule.values);
      anchor.require_in_place("validate");
    }
  }
}

// What the user declared.
void check_declared(const ModelInfo& model, const ModelBase& record, std::string_view context, Errors& errors) {
  const Anchor anchor(const_cast<ModelBase&>(record));
  const CallbackNesting nesting(model.name);
  const Examined examined{
      record, model, static_cast<const std::byte*>(record.object()), {saving_occasion(record), context}};
  check_rules(examined, anchor, errors);
  if (!model.callbacks) return;
  for (const RecordRule& rule : model.callbacks->validations) {
    const bool applies = rule.applies(examined.event.occasion, context, examined.object);
    anchor.require_in_place("validate");
    if (applies) rule.run(examined.object, errors);
    anchor.require_in_place("validate");
  }
}

void check_required(const ModelInfo& model, const ModelBase& record, Errors& errors) {
  const auto* object = static_cast<const std::byte*>(record.object());
  for (const AssociationInfo& association : model.associations) {
    if (!association.refers() || association.optional) continue;
    const auto& handle = *reinterpret_cast<const BelongsToHandle*>(object + association.offset);
    const bool nothing = !handle.has_key() && handle.held() == nullptr;
    if (nothing && (record.slot() == nullptr || !lacks_key(association, *record.slot())))
      errors.add(association.name, "must be set", "required");
  }
}

// In any order: a table that others made may have its index the other way round.
bool same_columns(const std::vector<const AttributeInfo*>& attributes, const std::vector<std::string>& columns,
                  bool ignore_case) {
  const auto among = [&](const AttributeInfo* attribute) {
    return std::any_of(columns.begin(), columns.end(),
                       [&](const std::string& column) { return same_name(attribute->column, column, ignore_case); });
  };
  return columns.size() == attributes.size() && std::all_of(attributes.begin(), attributes.end(), among);
}

// What of `all` was meant; null: nothing. Databases tell names as the table was made with them, and the model may spell
// them in another case, where that makes no difference. Where it does, the exact one is found first.
template <class List, class Matches>
const typename List::value_type* find_violated(const List& all, const Matches& matches) {
  for (const bool ignore_case : {false, true}) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& each) { return matches(each, ignore_case); });
    if (found != all.end()) return &*found;
  }
  return nullptr;
}

void unique_errors(const ModelInfo& model, const ConstraintViolation& violation, Errors& errors) {
  const IndexInfo* index = find_violated(model.indexes, [&](const IndexInfo& each, bool ignore_case) {
    return each.unique && (same_name(each.name, violation.constraint(), ignore_case) ||
                           same_columns(each.attributes, violation.columns(), ignore_case));
  });
  if (index == nullptr) return;
  const AttributeInfo& first = *index->attributes.front();
  errors.add(first.association != nullptr ? first.association->name : first.name, "has already been taken", "taken");
}

void check_errors(const ModelInfo& model, const ConstraintViolation& violation, Errors& errors) {
  const CheckInfo* check = find_violated(model.checks, [&](const CheckInfo& each, bool ignore_case) {
    return same_name(each.name, violation.constraint(), ignore_case);
  });
  if (check != nullptr) errors.add(check->attribute == nullptr ? "" : check->attribute->name, check->message, "check");
}

void foreign_key_errors(const ModelInfo& model, const ConstraintViolation& violation, Errors& errors) {
  const AssociationInfo* reference =
      find_violated(model.associations, [&](const AssociationInfo& each, bool ignore_case) {
        return each.refers() && each.on_delete != ForeignKeyAction::no_action &&
               same_columns(each.foreign_key, violation.columns(), ignore_case);
      });
  if (reference != nullptr) errors.add(reference->name, "must exist", "missing");
}

bool is_before(CallbackMoment moment) {
  switch (moment) {
    case CallbackMoment::before_validation:
    case CallbackMoment::before_save:
    case CallbackMoment::before_create:
    case CallbackMoment::before_update:
    case CallbackMoment::before_destroy:
      return true;
    default:
      return false;
  }
}

std::string_view operation_of(CallbackMoment moment) {
  switch (moment) {
    case CallbackMoment::before_validation:
    case CallbackMoment::after_validation:
      return "validate";
    case CallbackMoment::before_destroy:
    case CallbackMoment::after_destroy:
      return "destroy";
    default:
      return "save";
  }
}

}  // namespace

void require_context(const ModelInfo& model, std::string_view context) {
  if (context.empty()) return;
  std::vector<std::string> declared;
  const auto collect = [&](const auto& list) {
    for (const auto& each : list) {
      if (each.when) declared.insert(declared.end(), each.when->contexts.begin(), each.when->contexts.end());
    }
  };
  for (const AttributeInfo& attribute : model.attributes) collect(attribute.rules);
  if (model.callbacks) {
    collect(model.callbacks->validations);
    for (const auto& list : model.callbacks->lists) collect(list);
    for (const auto& list : model.callbacks->arounds) collect(list);
  }
  if (std::find(declared.begin(), declared.end(), context) != declared.end()) return;
  std::sort(declared.begin(), declared.end());
  declared.erase(std::unique(declared.begin(), declared.end()), declared.end());
  throw QueryError(
      fmt::format("{} declares nothing on the context \"{}\"{}", model.name, context, did_you_mean(context, declared)));
}

Errors run_validations(const ModelInfo& model, ModelBase& record, std::string_view context) {
  Errors errors(model);
  if (model.prepares) prepare_members(model, record);
  if (model.shares_columns) bring_together(model, record, errors);
  check_required(model, record, errors);
  if (model.validates) check_declared(model, record, context, errors);
  return errors;
}

bool run_callbacks(const ModelInfo& model, CallbackMoment moment, ModelBase& record, const SaveEvent& event) {
  if (!model.callbacks || model.callbacks->at(moment).empty()) return true;
  const bool may_stop = is_before(moment);
  const Anchor anchor(record);
  const CallbackNesting nesting(model.name);
  const CalledBack guard(anchor.slot());
  for (const auto& callback : model.callbacks->at(moment)) {
    const bool applies = callback.applies(event.occasion, event.context, record.object());
    anchor.require_in_place(operation_of(moment));
    if (!applies) continue;
    const bool goes_on = callback.run(record.object());
    anchor.require_in_place(operation_of(moment));
    if (!goes_on && may_stop) return false;
  }
  return true;
}

Errors errors_of(const ModelInfo& model, const ConstraintViolation& violation) {
  Errors errors(model);
  if (!model.declares_constraints || (!violation.table().empty() && !equal_in_any_case(violation.table(), model.table)))
    return errors;
  if (dynamic_cast<const UniqueViolation*>(&violation) != nullptr) unique_errors(model, violation, errors);
  if (dynamic_cast<const CheckViolation*>(&violation) != nullptr) check_errors(model, violation, errors);
  if (dynamic_cast<const ForeignKeyViolation*>(&violation) != nullptr) foreign_key_errors(model, violation, errors);
  return errors;
}

static Errors validate_record(ModelBase& record, std::string_view context) {
  detail::require_not_moved(record, "validate");
  const ModelInfo& model = record.model_info();
  require_context(model, context);
  complete_for_others(model, record);
  const SaveEvent event{saving_occasion(record), context};
  run_callbacks(model, CallbackMoment::before_validation, record, event);
  Errors errors = run_validations(model, record, context);
  run_callbacks(model, CallbackMoment::after_validation, record, event);
  return errors;
}

Errors ModelBase::validate() { return validate_record(*this, {}); }
Errors ModelBase::validate(ValidationContext context) { return validate_record(*this, context.name()); }

}  // namespace rowan
