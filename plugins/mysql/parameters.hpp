// What is bound to the placeholders of a statement.
#pragma once

#include <mysql.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/core/time.hpp"

namespace rowan::mysql {

/// Typed values, each in a place that stays where it is, in the form that the client library sends them. Texts and
/// bytes are not copied.
class Parameters {
 public:
  struct Slot {
    enum_field_types type = MYSQL_TYPE_NULL;
    bool is_unsigned = false;
    union {
      std::int64_t integer = 0;
      double real;
      MYSQL_TIME time;
    };
    const void* data = nullptr;  ///< the value above, or text and bytes elsewhere
    unsigned long size = 0;      ///< of text and bytes
    std::string formatted = {};  ///< a value that is sent as text

    void set(enum_field_types as, std::int64_t value, bool unsigned_value = false) {
      type = as, is_unsigned = unsigned_value, integer = value, data = &integer;
    }
    void set(double value) { type = MYSQL_TYPE_DOUBLE, real = value, data = &real; }
    void set(enum_field_types as, std::string_view bytes) {
      type = as, data = bytes.data() != nullptr ? bytes.data() : "", size = bytes.size();
    }
    void set(enum_field_types as, const MYSQL_TIME& value) { type = as, time = value, data = &time; }
    void set_formatted(enum_field_types as, std::string_view text) {
      formatted.assign(text);  // into the room it had from last time
      set(as, std::string_view(formatted));
    }
  };

  /// Makes room for `count` of them, all NULL. Only once: the client library holds their addresses.
  void resize(std::size_t count) { slots_ = std::vector<Slot>(count), binds_.resize(count); }
  [[nodiscard]] std::size_t count() const { return slots_.size(); }
  [[nodiscard]] Slot& operator[](std::size_t index) { return slots_[index]; }
  [[nodiscard]] const Slot& operator[](std::size_t index) const { return slots_[index]; }
  /// Moves a value to another place.
  void move(std::size_t from, std::size_t to);
  /// As the client library takes them; valid until a value changes.
  [[nodiscard]] MYSQL_BIND* bound();

 private:
  std::vector<Slot> slots_;
  std::vector<MYSQL_BIND> binds_;
};

}  // namespace rowan::mysql
