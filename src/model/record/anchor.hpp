// Records that user code may move or destroy while the library works on them.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "rowan/model/model_base.hpp"

namespace rowan {

/// Tracks a record while callbacks or listeners run, and reports whether it is still in place. Memory that the library
/// owns (in a list or a handle) stays until the anchor ends; for other memory call `in_place()` before accessing the
/// record again.
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
  /// As require_in_place, of a record that is used when the anchor has ended, too: the anchor alone must not keep it.
  void require_kept(std::string_view operation) const {
    if (!in_place() || (kept_ != nullptr && kept_->is_last_strong())) [[unlikely]]
      refuse(operation);
  }
  [[nodiscard]] Slot& slot() const noexcept { return *slot_.get(); }

 private:
  [[noreturn]] void refuse(std::string_view operation) const;
  SlotRef slot_;
  ModelBase* at_;
  Block* kept_ = nullptr;
};

/// While code of the user's runs for the record, which may neither save nor destroy it. An anchor keeps the slot.
class CalledBack {
 public:
  explicit CalledBack(Slot& slot) : slot_(slot), before_(slot.called_back) { slot.called_back = true; }
  ~CalledBack() { slot_.called_back = before_; }
  CalledBack(const CalledBack&) = delete;
  CalledBack& operator=(const CalledBack&) = delete;

 private:
  Slot& slot_;
  const bool before_;  ///< callbacks may run others of the same record, by validate()
};

/// Writes records one by one, where code of the user's runs in between.
template <class Write>
void write_in_place(std::span<ModelBase* const> records, Write&& write) {
  std::vector<Anchor> anchors;
  anchors.reserve(records.size());
  for (ModelBase* record : records) anchors.emplace_back(*record);
  for (std::size_t i = 0; i < records.size(); ++i) {
    anchors[i].require_in_place("save");
    write(*records[i]);
  }
}

}  // namespace rowan
