#include "parameters.hpp"

#include <utility>

namespace rowan::mysql {

void Parameters::move(std::size_t from, std::size_t to) {
  if (from == to) return;
  Slot& target = slots_[to];
  Slot& source = slots_[from];
  const bool own_value = source.data == &source.integer, own_text = source.data == source.formatted.data();
  target = std::move(source);
  if (own_value) target.data = &target.integer;
  if (own_text) target.data = target.formatted.data();
}

MYSQL_BIND* Parameters::bound() {
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    Slot& slot = slots_[i];
    MYSQL_BIND& bind = binds_[i];
    bind.buffer_type = slot.type;
    bind.is_unsigned = slot.is_unsigned ? 1 : 0;
    bind.buffer = const_cast<void*>(slot.data);  // the library only reads what is bound as a parameter
    bind.buffer_length = slot.size;
    bind.length = &slot.size;
  }
  return binds_.data();
}

}  // namespace rowan::mysql
