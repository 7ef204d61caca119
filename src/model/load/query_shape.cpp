#include "model/load/query_shape.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <limits>
#include <type_traits>

#include "model/load/run_sql.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/binder.hpp"

namespace rowan {
namespace {

// As the attribute's values are: bind_value would only copy it.
bool fits(const AttributeInfo& attribute, const Value& value) {
  if (attribute.ops == nullptr || attribute.ops->choices != nullptr) return false;
  switch (attribute.type.kind) {
    case TypeKind::text:
      return attribute.normalizers.empty() && std::holds_alternative<std::string>(value.storage());
    case TypeKind::int64:
      return std::holds_alternative<std::int64_t>(value.storage());
    case TypeKind::float64:
      return std::holds_alternative<double>(value.storage());
    case TypeKind::boolean:
      return std::holds_alternative<bool>(value.storage());
    default:
      return false;
  }
}

Value one_converted(const ParameterSource& source, const Value& value, TypeKind kind) {
  if (source.origin.attribute == nullptr) return bind_value(kind, value);
  return bind_value(*source.origin.model, *source.origin.attribute, value);
}

bool is_list_of_elements(const KeptQuery::Parameter& parameter) {
  const AttributeInfo* attribute = parameter.source.origin.attribute;
  return is_array(parameter.kind) && (attribute == nullptr || !is_array(attribute->type.kind));
}

Value made_of(const KeptQuery::Parameter& parameter, const Value& value) {
  if (parameter.source.derive != nullptr) return parameter.source.derive(value);
  if (!is_list_of_elements(parameter)) return one_converted(parameter.source, value, parameter.kind);
  std::vector<Value> elements;
  elements.reserve(value.as_list().size());
  for (const Value& element : value.as_list())
    elements.push_back(one_converted(parameter.source, element, element_of(parameter.kind)));
  return Value::list(std::move(elements));
}

}  // namespace

// Names are led by their length, and what is of any number by that: what is written here could be read back.
[[gnu::hot]] QueryShape::QueryShape(const SelectQuery& query, char use) : query_(query) {
  put(use);
  look(query);
  usual_ = usual_ && text_.size() <= most_text && values_.size() <= most_values;
}

void QueryShape::look(const SelectQuery& query) {
  const bool plain =
      query.outputs.empty() && query.group.empty() && query.having.always_true() && query.distinct_on.empty();
  put(static_cast<char>((query.distinct ? 1 : 0) | (query.limit ? 2 : 0) | (query.lock ? 4 : 0) |
                        (query.offset ? 8 : 0) | (plain ? 0 : 16) | (query.composition ? 32 : 0) |
                        (query.hint ? 64 : 0) | (query.only ? 128 : 0)));
  if (query.lock) {
    put(static_cast<char>(query.lock->strength));
    put(static_cast<char>(query.lock->wait));
  }
  if (!plain) {
    field(query.outputs);
    field(query.group);
    field(query.distinct_on);
    look(query.having);
  }
  if (query.composition) look(*query.composition);
  if (query.hint) {
    put(static_cast<char>(query.hint->how));
    put(std::string_view(query.hint->index));
  }
  if (query.only) field(*query.only);
  look(query.where);
  for (const OrderTerm& term : query.order) {
    put(static_cast<char>((term.descending ? 4 : 0) | static_cast<int>(term.nulls)));
    look(term.expr);
  }
}

void QueryShape::look(const Composition& parts) {
  const auto put_model = [this](const ModelInfo& (*model)()) {
    put_number(model == nullptr ? 0 : reinterpret_cast<std::uintptr_t>(&model()));
  };
  put(std::string_view(parts.name));
  put_number(parts.with.size());
  for (const CommonTable& table : parts.with) look(table);
  field(parts.source);
  put(std::string_view(parts.common));
  put_number(parts.joins.size());
  for (const JoinTerm& join : parts.joins) {
    put(static_cast<char>((join.left ? 1 : 0) | (join.gives ? 2 : 0)));
    for (const std::string* name : {&join.name, &join.of.name, &join.association, &join.common})
      put(std::string_view(*name));
    put_model(join.of.model);
    put_model(join.model);
    field(join.query);
    look(join.on);
  }
  put_number(parts.others.size());
  for (const SetTerm& other : parts.others) {
    put(static_cast<char>(other.operation));
    field(other.query);
  }
}

// One that is asked again is told by its number.
void QueryShape::look(const CommonTable& table) {
  const auto known = std::find(commons_.begin(), commons_.end(), table.query.get());
  put_number(static_cast<std::size_t>(known - commons_.begin()));
  if (known != commons_.end()) return;
  commons_.push_back(table.query.get());
  put(std::string_view(table.name));
  put(static_cast<char>((table.shared ? 1 : 0) | (table.repeats ? 2 : 0)));
  field(table.query);
  field(table.step);
  field(table.depth);
}

void QueryShape::look(const Expr& expr) {
  if (expr.always_true()) return put('\xff');
  if (!usual_ || text_.size() > most_text || values_.size() > most_values) {
    usual_ = false;
    return;
  }
  put(static_cast<char>(expr.node()->is.index()));
  std::visit([this](const auto& part) { look_at(part); }, expr.node()->is);
}

template <class Part>
void QueryShape::look_at(const Part& part) {
  if constexpr (std::is_same_v<Part, ast::RawSql>) {
    usual_ = false;  // it may do more than read, which is known once it is compiled
  } else {
    for_each_field(part, [&](const auto& inside) { field(inside); });
  }
}

template <class Field>
void QueryShape::field(const Field& inside) {
  if constexpr (std::is_same_v<Field, Expr>) {
    look(inside);
  } else if constexpr (std::is_same_v<Field, std::string>) {
    put(std::string_view(inside));
  } else if constexpr (std::is_same_v<Field, Value>) {
    take(inside);
  } else if constexpr (std::is_enum_v<Field> || std::is_same_v<Field, bool>) {
    put(static_cast<char>(inside));
  } else if constexpr (std::is_integral_v<Field>) {
    put_number(static_cast<std::size_t>(inside));
  } else if constexpr (std::is_same_v<Field, std::shared_ptr<const SelectQuery>>) {
    put(inside == nullptr ? 'n' : 'q');
    if (inside == nullptr) return;
    put_number(reinterpret_cast<std::uintptr_t>(inside->model));
    put_number(inside->order.size());
    put_number(inside->limit.value_or(0));  // numbers of rows are a part of its text
    put_number(inside->offset.value_or(0));
    look(*inside);
  } else if constexpr (std::is_pointer_v<Field>) {
    put_number(reinterpret_cast<std::uintptr_t>(inside));  // metadata, which lives as long as the process
  } else {
    put_number(inside.size());
    for (const auto& item : inside) field(item);
  }
}

void QueryShape::put_number(std::size_t number) {
  for (; number >= 0x80; number >>= 7) put(static_cast<char>(number | 0x80));
  put(static_cast<char>(number));
}

void QueryShape::put(std::string_view name) {
  put_number(name.size());
  text_.append(name);
}

// Of a value its type, for what it is compared with may take its kind from it; and what writers look at besides.
void QueryShape::take(const Value& value) {
  const auto* text = std::get_if<std::string>(&value.storage());
  const bool is_long = text != nullptr && text->size() > long_text;
  put(static_cast<char>(value.storage().index() | (is_long ? 0x40 : 0)));
  values_.push(&value);
  const auto* list = std::get_if<std::vector<Value>>(&value.storage());
  if (list == nullptr || list->empty()) return;
  const std::size_t padded = std::bit_ceil(list->size());
  put_number(padded);
  if (padded > most_values) return;  // of use only where the list is bound as one
  for (std::size_t i = 0; i < padded; ++i) values_.push(&(*list)[std::min(i, list->size() - 1)]);
}

[[gnu::hot]] std::optional<std::pair<ComparisonShape, const Value*>> comparison_of(const Expr& condition) {
  const auto* comparison = condition.always_true() ? nullptr : std::get_if<ast::Comparison>(&condition.node()->is);
  if (comparison == nullptr || comparison->left.always_true() || comparison->right.always_true()) return std::nullopt;
  const auto* column = std::get_if<ast::Column>(&comparison->left.node()->is);
  const auto* literal = std::get_if<ast::Literal>(&comparison->right.node()->is);
  if (column == nullptr || literal == nullptr) return std::nullopt;
  const Value& value = literal->value;
  const auto* text = std::get_if<std::string>(&value.storage());
  if (text != nullptr && text->size() > long_text) return std::nullopt;
  return std::pair(ComparisonShape{column->name, comparison->op, static_cast<std::uint8_t>(value.storage().index())},
                   &value);
}

bool KeptQuery::binds_only_values() const {
  return std::all_of(parameters.begin(), parameters.end(), [](const Parameter& parameter) {
    const AttributeInfo* attribute = parameter.source.origin.attribute;
    if (parameter.source.from != ParameterSource::From::value)
      return parameter.source.from == ParameterSource::From::limit;
    // What tells UUIDs that are spelt otherwise needs the whole query.
    const bool plain = parameter.kind != TypeKind::uuid && !is_array(parameter.kind);
    return attribute != nullptr && parameter.source.derive == nullptr && plain;
  });
}

[[gnu::hot]] const Value& KeptQuery::bound_value(const Parameter& parameter, const Value& value,
                                                 std::optional<Value>& converted) {
  if (fits(*parameter.source.origin.attribute, value)) [[likely]]
    return value;
  if (!converted) converted = one_converted(parameter.source, value, parameter.kind);
  return *converted;
}

// A literal that stands in two places can't be told apart by where it is; what fills up a list stands side by side.
static bool stands_twice(std::span<const Value* const> values) {
  for (std::size_t i = 1; i < values.size(); ++i) {
    const auto here = values.begin() + static_cast<std::ptrdiff_t>(i);
    if (*here != *std::prev(here) && std::find(values.begin(), here, *here) != here) return true;
  }
  return false;
}

std::optional<KeptQuery> keep_query(const QueryShape& shape, const CompiledSql& written) {
  if (stands_twice(shape.values())) return std::nullopt;
  if (written.raw || written.decided_by_values || written.sources.size() != written.parameters.size())
    return std::nullopt;
  // A text with more parameters than this might have been written otherwise for a longer list.
  if (written.parameters.size() > QueryShape::most_values) return std::nullopt;
  // A compiler that writes values into its text serves this one query.
  const bool has_values = !shape.values().empty() || shape.query().limit || shape.query().offset;
  if (has_values && written.parameters.empty()) return std::nullopt;
  KeptQuery kept{written.sql, {}, {}, written.outputs};
  const std::span<const Value* const> values = shape.values();
  std::size_t next = 0;
  for (std::size_t i = 0; i < written.parameters.size(); ++i) {
    KeptQuery::Parameter parameter{written.sources[i], 0, {}, written.kinds[i]};
    if (parameter.source.from == ParameterSource::From::elsewhere) return std::nullopt;
    if (parameter.source.from == ParameterSource::From::constant) parameter.constant = written.parameters[i];
    if (parameter.source.from == ParameterSource::From::value) {
      // The elements that fill up a list are the same value: each is the next one.
      auto found =
          std::find(values.begin() + static_cast<std::ptrdiff_t>(next), values.end(), parameter.source.origin.value);
      if (found == values.end()) found = std::find(values.begin(), values.end(), parameter.source.origin.value);
      if (found == values.end()) return std::nullopt;
      parameter.value = static_cast<std::size_t>(found - values.begin());
      next = parameter.value + 1;
      parameter.source.origin.value = nullptr;
    }
    kept.parameters.push_back(std::move(parameter));
  }
  return kept;
}

[[gnu::hot]] KeptValues::KeptValues(const QueryShape& shape, const KeptQuery& kept) : shape_(shape), kept_(kept) {
  for (const KeptQuery::Parameter& parameter : kept.parameters) values_.push(value_of(parameter));
}

[[gnu::hot]] const Value* KeptValues::value_of(const KeptQuery::Parameter& parameter) {
  if (parameter.source.from == ParameterSource::From::constant) return &parameter.constant;
  if (parameter.source.from != ParameterSource::From::value) return nullptr;
  const Value& value = *shape_.values()[parameter.value];
  const AttributeInfo* attribute = parameter.source.origin.attribute;
  if (attribute != nullptr && parameter.source.derive == nullptr && fits(*attribute, value)) return &value;
  converted_.reserve(kept_.parameters.size());  // so that they stay where they are
  return &converted_.emplace_back(made_of(parameter, value));
}

std::int64_t KeptValues::number_of(const KeptQuery::Parameter& parameter) const {
  constexpr std::uint64_t all = std::numeric_limits<std::uint64_t>::max();
  const SelectQuery& query = shape_.query();
  const std::uint64_t limit = query.limit.value_or(all), offset = query.offset.value_or(0);
  switch (parameter.source.from) {
    case ParameterSource::From::limit:
      return row_count(limit);
    case ParameterSource::From::limit_and_offset:
      return row_count(limit > all - offset ? all : limit + offset);
    default:
      return row_count(offset);
  }
}

[[gnu::hot]] void KeptValues::bind(ParameterWriter& parameters) const {
  int index = 0;
  for (const KeptQuery::Parameter& parameter : kept_.parameters) {
    const Value* value = values_.items()[static_cast<std::size_t>(index)];
    if (value != nullptr)
      write_named(&parameter.source, [&] { write_value(parameters, index, *value, parameter.kind); });
    else
      parameters.write(index, number_of(parameter));
    ++index;
  }
}

const ParameterSource* KeptValues::source_at(int index) const {
  const auto at = static_cast<std::size_t>(index);
  return at < kept_.parameters.size() ? &kept_.parameters[at].source : nullptr;
}

std::vector<Value> KeptValues::values() const {
  std::vector<Value> values;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    const Value* value = values_.items()[i];
    values.push_back(value != nullptr ? *value : Value(number_of(kept_.parameters[i])));
  }
  return values;
}

}  // namespace rowan
