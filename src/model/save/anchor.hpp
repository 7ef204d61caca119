// Records that user code may move or destroy while the library works on them.
#pragma once

#include <string_view>

#include "rowan/model/model_base.hpp"

namespace rowan {

/// Tracks a record while callbacks run, and reports whether it is still in place. Memory that the library owns (in a
/// list or a handle) stays until the anchor ends; for other memory call `in_place()` before accessing the record
/// again.
class Anchor {
 public:
  explicit Anchor(ModelBase& record);
  Anchor(Anchor&& other) noexcept
      : slot_(std::move(other.slot_)), at_(other.at_), kept_(std::exchange(other.kept_, nullptr)) {}
  Anchor& operator=(Anchor&&) = delete;
  ~Anchor() {
    if (kept_ != nullptr) kept_->drop_strong();
  }

  [[nodiscard]] bool in_place() const noexcept { return slot_->self == at_; }
  /// @throws RecordMoved if it is not in place: "can't go on to save …".
  void require_in_place(std::string_view operation) const {
    if (!in_place()) [[unlikely]]
      refuse(operation);
  }
  [[nodiscard]] Slot& slot() const noexcept { return *slot_.get(); }

 private:
  [[noreturn]] void refuse(std::string_view operation) const;
  SlotRef slot_;
  ModelBase* at_;
  Block* kept_ = nullptr;
};

}  // namespace rowan
