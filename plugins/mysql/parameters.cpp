#include "parameters.hpp"

#include <utility>

namespace rowan::mysql {

void Parameters::move(std::size_t from, std::size_t to) {
  if (from == to) return;
  Slot& target = slots_[to];
  Slot& source = slots_[from];
  const bool own_value = source.data == &source.integer, own_text = source.data == source.copy.data();
  target = std::move(source);
  if (own_value) target.data = &target.integer;
  if (own_text) target.data = target.copy.data();
}

bool Parameters::bound_as_they_are() const {
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const Slot& slot = slots_[i];
    const MYSQL_BIND& bind = binds_[i];
    const bool same =
        bind.buffer_type == slot.type && bind.buffer == slot.data && (bind.is_unsigned != 0) == slot.is_unsigned;
    if (!same && slot.null == 0) return false;
  }
  return true;
}

std::size_t Parameters::bytes() const {
  std::size_t all = 0;
  for (const Slot& slot : slots_) all += slot.size;
  return all;
}

bool Parameters::bind_to(MYSQL_STMT* statement) {
  if (slots_.empty() || (bound_ && bound_as_they_are())) return true;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    Slot& slot = slots_[i];
    MYSQL_BIND& bind = binds_[i];
    bind.buffer_type = slot.type;
    bind.is_unsigned = slot.is_unsigned ? 1 : 0;
    bind.buffer = const_cast<void*>(slot.data);  // the library only reads what is bound as a parameter
    bind.length = &slot.size;
    bind.is_null = &slot.null;
  }
  return bound_ = mysql_stmt_bind_param(statement, binds_.data()) == 0;
}

}  // namespace rowan::mysql
