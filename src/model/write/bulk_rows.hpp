// The rows of a bulk insert, and their binding.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "model/load/table_facts.hpp"
#include "model/record/anchor.hpp"
#include "model/write/insert_plan.hpp"
#include "model/write/writer.hpp"
#include "rowan/connection/connection.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/time.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan::detail {

using Columns = std::vector<const AttributeInfo*>;

/// Records of one model: contiguous in memory, or anywhere.
class Rows {
 public:
  /// `objects` must outlive it.
  Rows(const ModelInfo& model, std::span<const std::byte* const> objects)
      : model_(model), list_(objects.data()), count_(objects.size()) {}
  Rows(const ModelInfo& model, const void* first, std::size_t stride, std::size_t count)
      : model_(model), first_(static_cast<const std::byte*>(first)), stride_(stride), count_(count) {}
  [[nodiscard]] const ModelInfo& model() const { return model_; }
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] const std::byte* operator[](std::size_t i) const {
    return list_ == nullptr ? first_ + i * stride_ : list_[i];
  }

  /// The columns that row `i` sends: not a generated key or a database default that it leaves untouched.
  [[nodiscard]] Columns columns_of(std::size_t i) const;
  /// The first row after `i` that sends other columns than row `i`, checking at most `most` rows: they are then still
  /// in the cache when they are bound.
  [[nodiscard]] std::size_t end_of_run(std::size_t i, std::size_t most) const;
  /// Still the value that the class's constructor sets.
  [[nodiscard]] bool untouched(const AttributeInfo& attribute, const std::byte* object) const {
    return rowan::untouched(model_, attribute, object);
  }

  /// Of all, where no RowBinder does it. @throws InvalidValue naming row, model, attribute and column.
  void require_declared_digits() const;

 private:
  [[nodiscard]] bool may_be_left_out(const AttributeInfo& attribute) const {
    return (model_.generated_key && attribute.primary_key) || (attribute.database_default && !attribute.shared);
  }
  const ModelInfo& model_;
  const std::byte* const* list_ = nullptr;
  const std::byte* first_ = nullptr;
  std::size_t stride_ = 0, count_;
};

/// Watches records in memory of the user's while listeners run. They stand one after another: where the first and the
/// last are in place, so are all between. Costs nothing where nobody listens.
class RowsInPlace {
 public:
  explicit RowsInPlace(const Rows& rows);
  /// @throws RecordMoved: "can't go on to insert_all …".
  void require(std::string_view operation) const;

 private:
  std::optional<Anchor> first_, last_;
};

/// Binds rows; what the library fills in (time-stamps, UUID keys) is bound in place of the untouched member.
class RowBinder {
 public:
  /// All must outlive it.
  RowBinder(const Rows& rows, const Columns& columns, const TableFacts& facts);
  /// Binds a row's columns from parameter `index` on. @throws InvalidValue naming row, model and attribute;
  /// RecordMoved.
  void bind(ParameterWriter& parameters, int index, std::size_t row);

 private:
  void bind_plainly(ParameterWriter& parameters, int index, std::size_t row);
  void bind_one_by_one(ParameterWriter& parameters, int index, std::size_t row);
  bool fill_in(ParameterWriter& parameters, int index, const AttributeInfo& column, const std::byte* object) const;
  void require_fit(std::size_t row) const;
  void write_stamp(ParameterWriter& parameters, int index, const AttributeInfo& column) const;
  [[noreturn]] void refuse(std::size_t row, const AttributeInfo& column, const InvalidValue& error) const;

  const Rows& rows_;
  const Columns& columns_;
  const TableFacts& facts_;
  std::vector<MemberStep> members_;
  std::vector<const AttributeInfo*> decimals_;  ///< that declare their digits
  Instant now_;
  bool plain_ = true;
};

/// Inserts all rows inside the connection's open transaction. Returns their number.
std::uint64_t insert_rows(const Rows& rows, Connection& connection, Protocol protocol);

}  // namespace rowan::detail
