// The parameters of one statement, in the form that libpq takes them.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rowan::postgresql {

/// Refuses a value for the parameter with this index, from 0, which the server would convert to what the column holds,
/// from which it is not read back. `value` is the type it is sent as; unknown for text. @throws InvalidValue.
void require_readable(std::size_t index, unsigned value, unsigned column);

/// Grows as parameters are written. Remembers the types, so that a statement knows when it must be prepared anew.
class Parameters {
 public:
  /// Up to sixteen bytes in binary, copied.
  void set_binary(int index, unsigned type, std::string_view bytes);
  /// Any number of bytes in binary, not copied: they must live until the execution.
  void refer_binary(int index, unsigned type, std::string_view bytes);
  /// Any number of bytes in binary, kept.
  void keep_binary(int index, unsigned type, std::string bytes);
  /// Text whose type the server infers, copied, since libpq wants a NUL behind it.
  void set_text(int index, std::string_view text);
  /// As `set_text`, not copied: a NUL must follow it, and it must live until the execution.
  void refer_text(int index, const char* text);
  /// An array of `length` elements, in binary or text, kept.
  void set_list(int index, unsigned type, bool binary, std::string bytes, std::size_t length);
  /// NULL: of the type that the parameter had before, if it had one.
  void set_null(int index, unsigned type);

  [[nodiscard]] int count() const { return static_cast<int>(values_.size()); }
  [[nodiscard]] const unsigned* types() const { return types_.data(); }
  [[nodiscard]] const char* const* values() const { return values_.data(); }
  [[nodiscard]] const int* lengths() const { return lengths_.data(); }
  [[nodiscard]] const int* formats() const { return formats_.data(); }

  /// Whether a type changed since `types_taken`.
  [[nodiscard]] bool types_changed() const { return types_changed_; }
  void types_taken() { types_changed_ = false; }
  /// Whether there is a list so long that only a plan made for it is good: the server hashes a list that it knows, and
  /// searches one that it does not know from end to end, for each row.
  [[nodiscard]] bool has_long_list() const { return has_long_list_; }
  /// The types to prepare with: where a column may be of another type than the value, the server tells it.
  [[nodiscard]] const unsigned* types_to_ask();
  /// What the server told. False when the values are to be sent as they are, with types of their own, after all.
  /// @throws InvalidValue when a value could be written to such a column, but not be read from it.
  bool take_inferred(std::span<const unsigned> types);
  /// Values are always of their own types.
  void keep_types() { keeps_types_ = true; }
  [[nodiscard]] bool keeps_types() const { return keeps_types_; }
  /// Before an execution: values become what their columns are.
  void convert() {
    if (!inferred_.empty()) [[unlikely]]
      convert_all();
  }

  /// They were executed with.
  void used() { has_long_list_ = false; }

 private:
  using Inline = std::array<char, 16>;
  std::size_t place(int index, unsigned type);
  void convert_all();
  void point(std::size_t at, const char* value, std::size_t length, bool binary);

  std::vector<unsigned> types_;
  std::vector<const char*> values_;
  std::vector<int> lengths_, formats_;
  std::deque<Inline> inline_;               ///< a deque, for pointers into it stay valid
  std::deque<std::string> owned_;           ///< likewise
  std::vector<unsigned> asked_, inferred_;  ///< the latter empty when all are as told
  bool keeps_types_ = false;
  bool types_changed_ = true;
  bool has_long_list_ = false;
};

}  // namespace rowan::postgresql
