#include "model/record/announcements.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "connection/callback_nesting.hpp"
#include "connection/quietly.hpp"
#include "rowan/reflect/callback_table.hpp"

namespace rowan {

void Announcements::add(const ModelInfo& model, const void* object, const Slot& slot, const Key* key_before,
                        std::uint8_t level) {
  std::shared_ptr<const void> copy = model.callbacks->copy(object);
  Key key = slot_key(slot);
  std::size_t earlier = none;
  if (const auto known = announced_.find({&model, key_before != nullptr ? *key_before : key});
      known != announced_.end()) {
    earlier = known->second;
    announced_.erase(known);
  }
  if (earlier != none && announcements_[earlier].level == level) {
    announced_.insert_or_assign({&model, key}, earlier);
    announcements_[earlier].copy = std::move(copy);
    announcements_[earlier].key = std::move(key);
    return;
  }
  announced_.insert_or_assign({&model, key}, announcements_.size());
  announcements_.push_back({&model, std::move(copy), std::move(key), level, earlier});
}

void Announcements::add_again(const ModelInfo& model, const void* object, const Slot& slot, std::uint8_t level) {
  if (announced_.contains({&model, slot_key(slot)})) add(model, object, slot, nullptr, level);
}

// The innermost level's are the last in the list. If the outer level announced the same row, that announcement takes
// over the later state.
void Announcements::released(std::uint8_t level) {
  const auto outer = static_cast<std::uint8_t>(level - 1);
  std::size_t kept = announcements_.size();
  while (kept > 0 && announcements_[kept - 1].level == level) --kept;
  for (std::size_t i = kept; i < announcements_.size(); ++i) {
    Announcement& announcement = announcements_[i];
    announcement.level = outer;
    std::size_t& place = announced_[{announcement.model, announcement.key}];
    if (announcement.earlier != none && announcements_[announcement.earlier].level == outer) {
      place = announcement.earlier;
      announcements_[place].copy = std::move(announcement.copy);
      announcements_[place].key = std::move(announcement.key);
      continue;
    }
    place = kept;
    if (kept != i) announcements_[kept] = std::move(announcement);
    ++kept;
  }
  announcements_.erase(announcements_.begin() + static_cast<std::ptrdiff_t>(kept), announcements_.end());
}

// Announcements of the same rows by outer levels count again.
std::vector<Announcements::Announcement> Announcements::take_beyond(std::uint8_t level) {
  std::vector<Announcement> undone;
  for (; !announcements_.empty() && announcements_.back().level > level; announcements_.pop_back()) {
    Announcement& last = announcements_.back();
    announced_.erase({last.model, last.key});
    if (last.earlier != none) {
      const Announcement& before = announcements_[last.earlier];
      announced_.insert_or_assign({before.model, before.key}, last.earlier);
    }
    undone.push_back(std::move(last));
  }
  std::reverse(undone.begin(), undone.end());
  return undone;
}

void Announcements::rolled_back_to(std::uint8_t level) noexcept {
  // Nobody could receive their errors.
  run_quietly("an after_rollback callback", [&] { run(take_beyond(level), false); });
}

void Announcements::committed() {
  announced_.clear();
  run(std::exchange(announcements_, {}), true);
}

void Announcements::run(const std::vector<Announcement>& list, bool commit) {
  std::exception_ptr first;
  for (const Announcement& announcement : list) {
    const CallbackTable& table = *announcement.model->callbacks;
    for (const auto& callback : commit ? table.after_commit : table.after_rollback) {
      try {
        const CallbackNesting nesting(announcement.model->name);
        callback(announcement.copy.get());
      } catch (...) {
        if (!first) first = std::current_exception();
      }
    }
  }
  if (first) std::rethrow_exception(first);
}

}  // namespace rowan
