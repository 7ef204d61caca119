// Which records of a graph are saved next: those that refer to none that is still to be saved.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "model/record/anchor.hpp"
#include "model/record/key.hpp"
#include "model/save/around_scope.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/model/save_result.hpp"
#include "rowan/reflect/association_info.hpp"

namespace rowan {

/// A record that is saved with others.
struct GraphRecord {
  GraphRecord(ModelBase& saved, const ModelInfo& info, std::size_t listed_at)
      : record(&saved), model(&info), index(listed_at), fresh(saved.is_new()) {}

  ModelBase* record;
  const ModelInfo* model;
  std::size_t index;                    ///< of the record in the list that led to it
  const GraphRecord* via = nullptr;     ///< the record that led to it; null: it is in the list itself
  const AssociationInfo* by = nullptr;  ///< …by this association, which is resolved
  std::optional<Anchor> anchor{};       ///< from when on code of the user's may run
  bool fresh;                           ///< it is inserted
  Key key{};                            ///< before the write
  AroundScope around{};

  void require_in_place() const {
    if (anchor) anchor->require_in_place("save");
  }
  /// What is wrong with it, told from the record in the list: `books[2].title`.
  [[nodiscard]] SaveResult told(SaveResult result) const;

 private:
  [[nodiscard]] std::string path() const;
};

/// Finds the new records around those of a list, as far as their turn comes: callbacks may add some meanwhile. Those of
/// other databases, and of models whose keys share columns, are left to the chain of the record that has them.
class GraphWalk {
 public:
  using Level = std::vector<GraphRecord*>;

  /// `looks_around`: some have new records around them; else all are one level.
  GraphWalk(const ModelInfo& root, bool looks_around) : root_(root), looks_around_(looks_around) {}

  /// Those of the list, in order, before all else. A record that is given twice is saved once.
  void add_listed(std::span<ModelBase* const> records, bool anchored);
  /// The records that are written together next; empty: there are no more. `stuck`, where records refer to each other
  /// in a circle: this one is to be saved by its own chain.
  Level next(GraphRecord*& stuck);
  /// Gives the new targets of these, which are saved now, their key.
  void reach_targets(const Level& saved);

 private:
  [[nodiscard]] bool takes(const ModelBase& record) const;
  void add(ModelBase& record, const GraphRecord& via, const AssociationInfo& by);
  bool awaits_parents(GraphRecord& each);
  void reach_targets(GraphRecord& owner, const AssociationInfo& association);

  const ModelInfo& root_;
  const bool looks_around_;
  std::deque<GraphRecord> records_;  ///< they stay where they are
  Level waiting_;
  Level owned_;  ///< new ones of the list that are in lists of others, which give them their keys
  std::unordered_set<const Slot*> led_to_;  ///< new ones that are in lists of those of the list, or of such
  std::unordered_set<const Slot*> known_;
};

}  // namespace rowan
