// Records that a transaction wrote, for their callbacks at its end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "model/record/key.hpp"
#include "rowan/model/slot.hpp"
#include "rowan/reflect/callback_table.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// Copies, one a row and level, of which the last state counts. Levels are numbered from 1, the outermost.
class Announcements {
 public:
  /// Keeps a copy of the record, as just written in this level, for its callbacks at the end of the transaction.
  /// `key_before` is the row's key before the write, if the write changed it; else null. A row that the transaction
  /// made counts as created until it is destroyed.
  void add(const ModelInfo& model, const void* object, const Slot& slot, const Key* key_before, Occasion occasion,
           std::uint8_t level);
  /// As add, but only when the row was announced before: for writes that have no callbacks of their own. `back`: this
  /// one takes the row's soft deletion back.
  void add_again(const ModelInfo& model, const void* object, const Slot& slot, bool back, std::uint8_t level);

  /// This level, the innermost, becomes part of the one around it.
  void released(std::uint8_t level);
  /// Runs the after_rollback callbacks of what levels further in than this one wrote.
  void rolled_back_to(std::uint8_t level) noexcept;
  /// Runs the before_commit callbacks, also of what these write. @throws what the first that throws does;
  /// RecordNotSaved when they go on writing new rows.
  void tell_before_commit();
  /// Runs all after_commit callbacks. @throws what the first that threw did.
  void committed();

 private:
  struct Announcement {
    const ModelInfo* model;
    std::shared_ptr<const void> copy;
    Key key;  ///< as of `copy`
    Occasion occasion;
    std::uint8_t level;
    std::size_t earlier;                       ///< announcement of the same row, on a level further out, or none
    bool made = occasion == Occasion::create;  ///< in this level, whatever became of it
    bool back = false;                         ///< a deletion further out was taken back

    void take_over(Announcement&& later);
  };
  struct Row {
    const ModelInfo* model;
    Key key;
    friend bool operator==(const Row&, const Row&) = default;
  };
  struct RowHash {
    std::size_t operator()(const Row& row) const { return KeyHash()(row.key) ^ row.model->id; }
  };
  static constexpr std::size_t none = ~std::size_t{0};
  static constexpr int most_rounds = 100;
  [[nodiscard]] std::vector<Announcement> take_beyond(std::uint8_t level);
  void add(const Key* key_before, Announcement&& made);
  static void tell_one(const Announcement& announcement, const CallbackTable::Final& callback);
  static void tell(const Announcement& announcement, FinalMoment moment);
  static void run(const std::vector<Announcement>& list, FinalMoment moment);

  std::vector<Announcement> announcements_;
  std::size_t told_ = 0;                                     ///< how many of them before_commit knows
  std::unordered_map<Row, std::size_t, RowHash> announced_;  ///< the last announcement of each row
};

}  // namespace rowan
