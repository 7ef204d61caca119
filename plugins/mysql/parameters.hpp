// What is bound to the placeholders of a statement.
#pragma once

#include <mysql.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/core/time.hpp"

namespace rowan::mysql {

/// Typed values, each in a place that stays where it is, in the form that the client library sends them.
class Parameters {
 public:
  struct Slot {
    enum_field_types type = MYSQL_TYPE_NULL;  ///< of the last value: NULLs leave it
    bool is_unsigned = false;
    char null = 1;
    union {
      std::int64_t integer = 0;
      double real;
      MYSQL_TIME time;
    };
    const void* data = nullptr;  ///< the value above, or text and bytes elsewhere
    unsigned long size = 0;      ///< of text and bytes
    std::string copy = {};       ///< of a text, or a value that is sent as one

    void set_null() { null = 1, size = 0; }
    void set(enum_field_types as, std::int64_t value, bool unsigned_value = false) {
      become(as), is_unsigned = unsigned_value, integer = value, data = &integer;
    }
    void set(double value) { become(MYSQL_TYPE_DOUBLE), real = value, data = &real; }
    void set(enum_field_types as, const MYSQL_TIME& value) { become(as), time = value, data = &time; }
    /// Not copied: it must live until the statement is executed.
    void set(enum_field_types as, std::string_view bytes) {
      become(as), data = bytes.data() != nullptr ? bytes.data() : "", size = bytes.size();
    }
    void set_copied(enum_field_types as, std::string_view bytes) {
      copy.assign(bytes);  // into the room it had from last time
      set(as, std::string_view(copy));
    }

   private:
    void become(enum_field_types as) { type = as, is_unsigned = false, null = 0; }
  };

  /// Makes room for `count` of them, all NULL. Only once: the client library holds their addresses.
  void resize(std::size_t count) { slots_ = std::vector<Slot>(count), binds_.resize(count); }
  [[nodiscard]] std::size_t count() const { return slots_.size(); }
  [[nodiscard]] Slot& operator[](std::size_t index) { return slots_[index]; }
  [[nodiscard]] const Slot& operator[](std::size_t index) const { return slots_[index]; }
  /// Moves a value to another place.
  void move(std::size_t from, std::size_t to);

  /// About the bytes that the values take on the line, never more.
  [[nodiscard]] std::size_t bytes() const;

  /// Has the statement send these values. Binding makes the client library send all types, too, and the server look at
  /// them, so that is done only when a type or an address is another than before. False when it fails.
  bool bind_to(MYSQL_STMT* statement);
  /// What was bound is not to be relied on: another statement, or one that failed.
  void unbind() { bound_ = false; }

 private:
  [[nodiscard]] bool bound_as_they_are() const;

  std::vector<Slot> slots_;
  std::vector<MYSQL_BIND> binds_;
  bool bound_ = false;
};

}  // namespace rowan::mysql
