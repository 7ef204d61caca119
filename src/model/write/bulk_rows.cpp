#include "model/write/bulk_rows.hpp"
#include "model/write/redirected_insert.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "association/shared_columns.hpp"
#include "model/load/fit_check.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/tell_change.hpp"
#include "model/write/own_type.hpp"
#include "model/write/unvalidated.hpp"
#include "rowan/core/uuid.hpp"

namespace rowan::detail {
namespace {

bool generated(const AttributeInfo& column) {
  return column.created_at || column.updated_at ||
         (column.primary_key && column.generated && column.type.kind == TypeKind::uuid);
}

bool filled_in(const ModelInfo& model, const AttributeInfo& column) {
  return generated(column) || column.shared || &column == model.type_attribute;
}

template <class Check>
void in_row(std::size_t row, const Check& check) {
  try {
    check();
  } catch (const InvalidValue& error) {
    throw InvalidValue(fmt::format("row {}: {}", row, error.what()), error.details());
  }
}

}  // namespace

Columns Rows::columns_of(std::size_t i) const {
  Columns columns;
  for (const AttributeInfo& attribute : model_.attributes) {
    if (!may_be_left_out(attribute) || !untouched(attribute, (*this)[i])) columns.push_back(&attribute);
  }
  return columns;
}

void Rows::require_declared_digits() const {
  for (const AttributeInfo& attribute : model_.attributes) {
    for (std::size_t i = 0; declares_digits(attribute) && i < count_; ++i)
      in_row(i, [&] { rowan::require_declared_digits(model_, attribute, (*this)[i]); });
  }
}

std::size_t Rows::end_of_run(std::size_t i, std::size_t most) const {
  Columns optional;
  for (const AttributeInfo& attribute : model_.attributes) {
    if (may_be_left_out(attribute)) optional.push_back(&attribute);
  }
  const auto like_first = [&](std::size_t row) {
    return std::all_of(optional.begin(), optional.end(), [&](const AttributeInfo* attribute) {
      return untouched(*attribute, (*this)[row]) == untouched(*attribute, (*this)[i]);
    });
  };
  const std::size_t last = std::min(count_, i + most);
  std::size_t end = i + 1;
  while (end < last && like_first(end)) ++end;
  return end;
}

namespace {

Anchor anchor_at(const Rows& rows, std::size_t row) {
  const std::byte* base = rows[row] + rows.model().object.base_offset;
  return Anchor(*reinterpret_cast<ModelBase*>(const_cast<std::byte*>(base)));
}

}  // namespace

RowsInPlace::RowsInPlace(const Rows& rows) {
  if (rows.count() == 0 || !is_listened_to(rows.model())) return;
  first_.emplace(anchor_at(rows, 0));
  last_.emplace(anchor_at(rows, rows.count() - 1));
}

void RowsInPlace::require(std::string_view operation) const {
  if (!first_) return;
  first_->require_in_place(operation);
  last_->require_in_place(operation);
}

RowBinder::RowBinder(const Rows& rows, const Columns& columns, const TableFacts& facts)
    : rows_(rows), columns_(columns), facts_(facts), now_(rowan::now()) {
  require_key(rows.model(), facts, columns);
  for (const AttributeInfo* column : columns) {
    plain_ &= !filled_in(rows.model(), *column);
    members_.push_back(rows.model().members[column->index]);
    if (declares_digits(*column)) decimals_.push_back(column);
  }
}

void RowBinder::bind(ParameterWriter& parameters, int index, std::size_t row) {
  const std::byte* base = rows_[row] + rows_.model().object.base_offset;
  require_not_moved(*reinterpret_cast<const ModelBase*>(base), "insert");
  if (!facts_.limits.empty() || !decimals_.empty()) [[unlikely]]
    require_fit(row);
  if (plain_)
    bind_plainly(parameters, index, row);
  else
    bind_one_by_one(parameters, index, row);
}

void RowBinder::bind_plainly(ParameterWriter& parameters, int index, std::size_t row) {
  const int first = index;
  try {
    parameters.write_members(members_, rows_[row], index, nullptr);
  } catch (const InvalidValue& error) {
    refuse(row, *columns_[static_cast<std::size_t>(index - first)], error);
  }
}

void RowBinder::bind_one_by_one(ParameterWriter& parameters, int index, std::size_t row) {
  const std::byte* object = rows_[row];
  const AttributeInfo* current = nullptr;
  try {
    for (const AttributeInfo* column : columns_) {
      current = column;
      if (!fill_in(parameters, index, *column, object)) column->ops->write(parameters, index, object + column->offset);
      ++index;
    }
  } catch (const InvalidValue& error) {
    refuse(row, *current, error);
  }
}

bool RowBinder::fill_in(ParameterWriter& parameters, int index, const AttributeInfo& column,
                        const std::byte* object) const {
  const ModelInfo& model = rows_.model();
  if (&column == model.type_attribute) {
    const bool lacking = lacks_type(model, object);
    if (lacking) parameters.write(index, std::string_view(model.type_name));
    return lacking;
  }
  if (!filled_in(model, column) || !rows_.untouched(column, object)) return false;
  if (column.shared && write_assigned(rows_.model(), column, object, parameters, index)) return true;
  if (!generated(column)) return false;
  if (column.type.kind == TypeKind::uuid)
    parameters.write(index, Uuid::time_ordered());
  else
    write_stamp(parameters, index, column);
  return true;
}

void RowBinder::write_stamp(ParameterWriter& parameters, int index, const AttributeInfo& column) const {
  const Value time = facts_.stamp_of(column, now_);
  write_value(parameters, index, column.ops->stored == nullptr ? time : column.ops->stored(time), column.type.kind);
}

// Values that the library fills in always fit.
void RowBinder::require_fit(std::size_t row) const {
  Columns given;
  for (const AttributeInfo* column : columns_) {
    if (!generated(*column) || !rows_.untouched(*column, rows_[row])) given.push_back(column);
  }
  in_row(row, [&] {
    for (const AttributeInfo* decimal : decimals_) require_declared_digits(rows_.model(), *decimal, rows_[row]);
    facts_.require_fit(rows_.model(), rows_[row], &given);
  });
}

void RowBinder::refuse(std::size_t row, const AttributeInfo& column, const InvalidValue& error) const {
  throw InvalidValue(
      fmt::format("row {}: {}.{} can't be sent: {}", row, rows_.model().name, column.name, error.what()));
}

}  // namespace rowan::detail
