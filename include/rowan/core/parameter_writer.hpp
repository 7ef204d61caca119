// Where parameters are written: the placeholders of a prepared statement.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "rowan/core/member_step.hpp"
#include "rowan/core/value.hpp"

namespace rowan {

/// Binds parameter `index` (from 0). Text and bytes are *not* copied: they must live until the statement was executed
/// and reset.
/// @throws InvalidValue when this database can't hold the value (a NaN on SQLite, say). One thread at a time.
class ROWAN_EXPORT ParameterWriter {
 public:
  virtual ~ParameterWriter() = default;

  /// NULL of a column of `kind`; drivers with typed parameters need the kind.
  virtual void write_null(int index, TypeKind kind) = 0;
  virtual void write(int index, bool value) = 0;
  virtual void write(int index, std::int64_t value) = 0;
  virtual void write(int index, std::uint64_t value) = 0;
  virtual void write(int index, double value) = 0;
  virtual void write(int index, const Decimal& value) = 0;
  virtual void write(int index, std::string_view text) = 0;
  virtual void write(int index, std::span<const std::byte> bytes) = 0;
  virtual void write(int index, Date value) = 0;
  virtual void write(int index, LocalDateTime value) = 0;
  virtual void write(int index, Instant value) = 0;
  virtual void write(int index, const Uuid& value) = 0;
  virtual void write(int index, const Json& value) = 0;
  /// One array of values of the kind `element`, each as `write_value` would bind it; none is NULL. They are copied.
  /// @throws Unsupported, unless overridden: see `Capabilities::array_lists` and `arrays`.
  virtual void write_list(int index, TypeKind element, std::span<const Value> values);
  /// The same for 64-bit integers.
  virtual void write_integers(int index, std::span<const std::int64_t> values);

  /// Binds the parameters from `index` on to the members of `object`, one a step, counting `index` up: when it throws,
  /// `index` is the one that can't be bound. `prints` as for `RowReader::read_members`.
  virtual void write_members(std::span<const MemberStep> steps, const void* object, int& index, std::uint64_t* prints);

  /// Keeps a value that is bound, where the caller has no place that lives as long: until the statement was executed.
  template <class T>
  const T& keep(T value) {
    auto kept = std::make_shared<const T>(std::move(value));
    kept_.push_back(kept);
    return *kept;
  }
  [[nodiscard]] bool keeps() const noexcept { return !kept_.empty(); }
  /// Called when the statement was executed and reset.
  void drop_kept() noexcept {
    if (keeps()) [[unlikely]]
      forget_kept();
  }

 private:
  void forget_kept() noexcept;
  std::vector<std::shared_ptr<const void>> kept_;
};

/// Binds a dynamic value; it must live until the statement was executed. `kind` types a NULL, and a list's elements.
ROWAN_EXPORT void write_value(ParameterWriter& parameters, int index, const Value& value,
                              TypeKind kind = TypeKind::text);

/// Text that every database can hold: no NUL, valid UTF-8. @throws InvalidValue naming the byte offset, pointing to
/// `rowan::Bytes`.
ROWAN_EXPORT void check_text(std::string_view text);

}  // namespace rowan
