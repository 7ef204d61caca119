#include "rowan/model/any_relation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "association/handle_at.hpp"
#include "association/kinds/shared.hpp"
#include "model/load/fetch.hpp"
#include "model/record/key.hpp"
#include "model/record/value_json.hpp"
#include "reflect/full_name.hpp"
#include "rowan/association/association_query.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/find_or_create.hpp"
#include "rowan/reflect/registry.hpp"

namespace rowan {
namespace {

Expr equals(const std::vector<const AttributeInfo*>& attributes, const std::vector<Value>& values) {
  Expr condition;
  for (std::size_t i = 0; i < attributes.size(); ++i)
    condition = condition && ast::compare(attributes[i]->name, CompareOp::equal, values[i]);
  return condition;
}

// What is loaded along already stays as it is.
void add_preloads(std::vector<PreloadSpec>& specs, const JsonShape& shape) {
  for (const JsonBranch& branch : shape.include) {
    auto spec = std::find_if(specs.begin(), specs.end(),
                             [&](const PreloadSpec& each) { return each.association == branch.association; });
    if (spec == specs.end()) spec = specs.insert(spec, {branch.association, {}, {}});
    add_preloads(spec->nested, branch.shape);
  }
}

}  // namespace

ModelBase& AnyRecords::operator[](std::size_t i) const {
  const std::size_t c = chunk_of(i);
  return *blocks_[c]->record(static_cast<std::uint32_t>(i - chunk_start(c)));
}

AnyRelation::AnyRelation(TextArgument model) : AnyRelation(registry().model(model)) {}

AnyRelation AnyRelation::of_rows(const ModelInfo& model, detail::OwnedQuery owned) {
  AnyRelation relation(model);
  relation.owned_ = std::move(owned.rows);
  relation.database_ = std::move(owned.database);
  return relation;
}

AnyRelation AnyRelation::of(const ModelBase& owner, MemberName name) {
  const AssociationInfo& association = owner.model_info().association(name).resolved();
  void* object = const_cast<void*>(owner.object());
  if (!association.refers())
    return of_rows(*association.target, detail::targets_query(to_many_at(object, association)));
  const AssociationInfo* branch = branch_at(association.declared(), belongs_to_at(object, association));
  if (association.is_branch() && branch != &association) return AnyRelation(*association.target).limit(0);
  if (branch == nullptr)
    throw QueryError(fmt::format("{} refers to nothing, so it is of no model to ask", full_name(association)));
  return of_rows(*branch->target, detail::target_query(belongs_to_at(object, association), *branch, owner));
}

template <class Change>
AnyRelation AnyRelation::with(Change&& change) const {
  AnyRelation copy(*this);
  change(copy);
  return copy;
}

AnyRelation AnyRelation::where(const Expr& condition) const {
  return with([&](AnyRelation& r) { r.add_where(condition); });
}
AnyRelation AnyRelation::or_where(const Expr& condition) const {
  return with([&](AnyRelation& r) { r.query_.where = r.query_.where || condition; });
}
AnyRelation AnyRelation::order(std::vector<OrderTerm> terms) const {
  return with([&](AnyRelation& r) {
    for (OrderTerm& term : terms) r.query_.order.push_back(std::move(term));
  });
}
AnyRelation AnyRelation::reorder(std::vector<OrderTerm> terms) const {
  return with([&](AnyRelation& r) { r.query_.order = std::move(terms); });
}
AnyRelation AnyRelation::limit(std::int64_t count) const {
  return with([&](AnyRelation& r) { r.set_limit(count); });
}
AnyRelation AnyRelation::offset(std::int64_t count) const {
  return with([&](AnyRelation& r) { r.set_offset(count); });
}
AnyRelation AnyRelation::after(TextArgument cursor, CursorRow row) const {
  return with([&](AnyRelation& r) { r.begin_after(cursor, row); });
}
AnyRelation AnyRelation::before(TextArgument cursor, CursorRow row) const {
  return with([&](AnyRelation& r) { r.end_before(cursor, row); });
}
AnyPage AnyRelation::page(std::int64_t size) const {
  detail::LoadedPage loaded = load_page(size);
  return {AnyRecords(std::move(loaded.records)), std::move(loaded.next), std::move(loaded.previous)};
}
AnyRelation AnyRelation::distinct() const {
  return with([](AnyRelation& r) { r.query_.distinct = true; });
}
AnyRelation AnyRelation::group(std::vector<Expr> keys) const {
  return with([&](AnyRelation& r) { r.query_.group = std::move(keys); });
}
AnyRelation AnyRelation::having(const Expr& condition) const {
  return with([&](AnyRelation& r) { r.query_.having = r.query_.having && condition; });
}
AnyRelation AnyRelation::joined(std::string_view path, bool left) const {
  const std::size_t dot = path.rfind('.');
  JoinTerm term;
  if (dot != std::string_view::npos) term.of.name = path.substr(0, dot);
  term.name = term.association = path.substr(dot == std::string_view::npos ? 0 : dot + 1);
  term.left = left;
  term.gives = false;
  return with([&](AnyRelation& r) { r.add_join(std::move(term)); });
}
AnyRelation AnyRelation::preload(TextArgument path) const {
  return with([&](AnyRelation& r) { r.add_preload(path); });
}
AnyRelation AnyRelation::preload(TextArgument association, const AnyRelation& scope) const {
  return with([&](AnyRelation& r) { r.options_.preloads.push_back(scope.preload_of(association)); });
}
AnyRelation AnyRelation::most_preloaded(std::uint64_t records) const {
  return with([&](AnyRelation& r) { r.options_.most_preloaded = records; });
}

AnyRelation AnyRelation::only(std::initializer_list<MemberName> attributes) const {
  return with([&](AnyRelation& r) {
    std::vector<std::string> names;
    for (const MemberName& name : attributes) names.emplace_back(std::string_view(name));
    r.load_only(std::move(names));
  });
}
AnyRelation AnyRelation::readonly() const {
  return with([](AnyRelation& r) { r.options_.readonly = true; });
}
AnyRelation AnyRelation::lock(LockStrength strength, LockWait wait) const {
  return with([&](AnyRelation& r) { r.query_.lock = RowLock{strength, wait}; });
}
AnyRelation AnyRelation::strict_loading() const {
  return with([](AnyRelation& r) { r.options_.strict_loading = true; });
}
AnyRelation AnyRelation::annotate(TextArgument text) const {
  return with([&](AnyRelation& r) { r.add_annotation(text); });
}
AnyRelation AnyRelation::hint(const IndexHint& hint) const {
  return with([&](AnyRelation& r) { r.query_.hint = std::make_shared<const IndexHint>(hint); });
}
AnyRelation AnyRelation::on(const Database& database) const {
  return with([&](AnyRelation& r) { r.database_ = database.core(); });
}
AnyRelation AnyRelation::everything() const {
  return with([](AnyRelation& r) { r.everything_ = true; });
}

std::optional<AnyRecord> AnyRelation::one_of(RecordSet&& set) {
  if (set.empty()) return std::nullopt;
  Block* block = set.blocks().front();
  block->add_strong();
  return AnyRecord(block);
}

std::optional<AnyRecord> AnyRelation::take() const { return one_of(load_at_most(1)); }
std::optional<AnyRecord> AnyRelation::first() const { return one_of(load_first(1)); }
std::optional<AnyRecord> AnyRelation::last() const { return one_of(load_last()); }

std::optional<AnyRecord> AnyRelation::find_if(std::span<const Value> key) const {
  const std::vector<Value> parts = key_parts(key_of(model(), key), model().primary_key);
  return where(equals(model().primary_key, parts)).take();
}

namespace {

Expr has_each(const ModelInfo& model, std::initializer_list<NamedValue> values) {
  std::vector<AttributeAssignment> list;
  for (const NamedValue& value : values) list.push_back({value.name, value.value});
  return detail::has_each(model, list);
}

}  // namespace

AnyRecord AnyRelation::made(std::initializer_list<NamedValue> by, std::initializer_list<NamedValue> fill) const {
  AnyRecord record(model());
  record->assign(by);
  record->assign(fill);
  return record;
}

AnyRecord AnyRelation::find_or_create_by(std::initializer_list<NamedValue> by,
                                         std::initializer_list<NamedValue> fill) const {
  require_no_condition("find_or_create_by");
  if (std::optional<AnyRecord> found = find_by(has_each(model(), by))) return std::move(*found);
  return create_or_find_by(by, fill);
}

AnyRecord AnyRelation::create_or_find_by(std::initializer_list<NamedValue> by,
                                         std::initializer_list<NamedValue> fill) const {
  require_no_condition("create_or_find_by");
  const Expr condition = has_each(model(), by);
  const std::shared_ptr<DatabaseCore> database = resolve_database();
  AnyRecord record = made(by, fill);
  const std::exception_ptr taken = detail::save_unless_taken(*record, database);
  if (taken == nullptr) return record;
  const AnyRelation rows = where(condition);
  std::optional<AnyRecord> found =
      (detail::is_in_transaction(*database) ? rows.lock(LockStrength::share) : rows).take();
  if (!found) std::rethrow_exception(taken);
  return std::move(*found);
}

AnyRecord AnyRelation::find_or_build_by(std::initializer_list<NamedValue> by,
                                        std::initializer_list<NamedValue> fill) const {
  require_no_condition("find_or_build_by");
  if (std::optional<AnyRecord> found = find_by(has_each(model(), by))) return std::move(*found);
  return made(by, fill);
}

AnyRecord AnyRelation::find(std::initializer_list<Value> key) const {
  const std::span<const Value> parts(key.begin(), key.size());
  if (std::optional<AnyRecord> found = find_if(parts)) return std::move(*found);
  detail::key_not_found(model(), parts);
}

void AnyRelation::find_each(const std::function<bool(ModelBase&)>& visit, std::size_t batch_size) const {
  each_batch(batch_size, [&](RecordSet&& set) {
    const AnyRecords batch(std::move(set));
    for (ModelBase& record : batch) {
      if (!visit(record)) return false;
    }
    return true;
  });
}

std::string AnyRelation::to_json(std::span<const std::string_view> include) const { return to_json(shape_of(include)); }

std::string AnyRelation::to_json(const JsonShape& shape) const {
  AnyRelation all(*this);
  add_preloads(all.options_.preloads, shape);
  std::string text = "[";
  for (ModelBase& record : all.load()) text += (text.size() == 1 ? "" : ",") + rowan::to_json(record, shape);
  return text + "]";
}

}  // namespace rowan
