// Many records saved together: the chain of save() for all of them, so that the writes in the middle can go together.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "model/save/graph_walk.hpp"
#include "model/save/save_chain.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/model/save_all.hpp"

namespace rowan {

/// Saves records of one model, and the new records around them, level by level: what is referred to before what refers
/// to it. Of each level the steps before the write of all records, then the writes of each model together; when all
/// levels are written, join rows, and the steps after the write, those of the last level first. Inside of a transaction
/// level, which is to be undone where it fails.
class BatchSave {
 public:
  BatchSave(const ModelInfo& model, DatabaseCore& database)
      : model_(model), database_(database), chain_(model, database, OnViolation::undone_with_its_level) {}
  ~BatchSave() { let_go(); }
  BatchSave(const BatchSave&) = delete;
  BatchSave& operator=(const BatchSave&) = delete;

  /// What went wrong; empty: all are saved.
  std::vector<SaveAllResult::Failure> run(std::span<ModelBase* const> records);

 private:
  using Level = GraphWalk::Level;

  [[nodiscard]] bool failed() const { return !failures_.empty(); }
  [[nodiscard]] bool stopped() const { return failed() && failures_.back().result.stopped(); }
  void note(const GraphRecord& of, SaveResult result);
  // Nothing is sent before all are valid. Whether some have new records around them.
  bool look_at(std::span<ModelBase* const> records);
  void save_one_by_one(std::span<ModelBase* const> records);
  void save_levels();
  Level take(const Level& ready);
  void take(GraphRecord& each, Level& taken);
  void write(const Level& level);
  void write_group(const ModelInfo& model, const Level& group);
  void write_together(const ModelInfo& model, const Level& group);
  void write_in_turn(const ModelInfo& model, const Level& group);
  void link();
  void finish();
  void let_go() noexcept;

  const ModelInfo& model_;
  DatabaseCore& database_;
  SaveChain chain_;
  std::optional<GraphWalk> walk_;
  std::vector<Level> levels_;         ///< that were written
  std::vector<GraphRecord*> around_;  ///< what stands around these is to be left, the last one first
  std::vector<SavingGuard> guards_;
  std::vector<SaveAllResult::Failure> failures_;
};

}  // namespace rowan
