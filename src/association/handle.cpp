#include "rowan/association/handle.hpp"

#include "model/lifecycle.hpp"
#include "rowan/core/error.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

const AssociationInfo& HandleBase::association() const {
  return owner_->block->model().associations[association_].resolved();
}

void HandleBase::refuse_moved() {
  throw RecordMoved("an association was used that was moved away, with its record or alone: use it where it is now");
}

void HandleBase::adopt_owner(const HandleBase& other) noexcept {
  association_ = other.association_;
  flags_ = other.flags_ & (bound | present | assigned);
  Slot* owner = detail::owner_for_copy(other.owner_, this);
  owner_ = owner != nullptr ? owner : other.owner_;
  if (owner_ != nullptr) owner_->block->add_reference();
}

HandleBase& HandleBase::operator=(const HandleBase& other) noexcept {
  if (this == &other) return *this;
  Slot* old = owner_;
  adopt_owner(other);
  if (old != nullptr) old->block->drop_reference();
  return *this;
}

HandleBase& HandleBase::operator=(HandleBase&& other) noexcept {
  if (this == &other) return *this;
  if (owner_ != nullptr) owner_->block->drop_reference();
  owner_ = std::exchange(other.owner_, nullptr);
  association_ = other.association_;
  flags_ = std::exchange(other.flags_, moved_from);
  return *this;
}

}  // namespace rowan
