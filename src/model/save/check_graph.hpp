// Validation of a record and of all unsaved records around it, before any of them is sent.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/model/model_base.hpp"
#include "rowan/reflect/association_info.hpp"

namespace rowan {

/// Validates records ahead of their save. Until its end, or until they are saved, these count as validated: the chain
/// of save() begins with before_save for them.
class GraphCheck {
 public:
  /// In this context, if any, whose name outlives it.
  explicit GraphCheck(std::string_view context = {}) : context_(context) {}
  ~GraphCheck();
  GraphCheck(const GraphCheck&) = delete;
  GraphCheck& operator=(const GraphCheck&) = delete;

  /// What is wrong with `root` and with all that is saved with it, each error under its path: `items[0].code`. Runs
  /// before_validation and validations of each. Where one of the callbacks returns false, the rest isn't looked at.
  SaveResult look_at(ModelBase& root);

  // What kinds of associations have looked at, each for one association of `record`.
  void look_at_parent(const AssociationInfo& association, ModelBase& record);
  void look_at_children(const AssociationInfo& association, ModelBase& record);
  void look_at_links(const AssociationInfo& association, ModelBase& record);

 private:
  /// From a record to one beside it.
  struct Step {
    const AssociationInfo* association;
    std::optional<std::size_t> place;  ///< in the list
  };
  void visit(ModelBase& record, Step step);
  void examine(ModelBase& record);
  [[nodiscard]] std::string path() const;

  const std::string_view context_;
  std::vector<SlotRef> marked_;
  Errors errors_;
  std::vector<Step> way_;  ///< from the root; errors alone need it as a text
  bool stopped_ = false;
  int nesting_ = 0;
};

}  // namespace rowan
