// Dependents whose end nobody watches: they are deleted together, before the records that they depend on.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "model/record/anchor.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// Deletes the row of a record, which leaves the lists that it is in. @throws StaleRecord.
void remove_record(ModelBase& record, DatabaseCore& database);
/// The same, but a row that is gone is no error: callbacks of another dependent may have destroyed it.
void delete_dependent(ModelBase& record, DatabaseCore& database);

/// The rows that one destroy() is yet to delete, by the associations that led to them: a tree, each node of which has
/// the records that were reached on one way. They are deleted as if one by one: what was declared first goes first, and
/// whatever a record has goes before it. Only records of several owners on one way swap places, those that refer to
/// nothing among what would then go before them.
class LaterDeletes {
  struct Node;

 public:
  explicit LaterDeletes(DatabaseCore& database) : database_(database) {}
  LaterDeletes(const LaterDeletes&) = delete;
  LaterDeletes& operator=(const LaterDeletes&) = delete;

  /// The way goes on to the targets of an association, for as long as this lives.
  class Step {
   public:
    Step(LaterDeletes& later, const AssociationInfo& association);
    ~Step() { later_.at_ = from_; }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

   private:
    LaterDeletes& later_;
    Node* from_;
  };

  /// Takes a record of the step's, unless it is not all the same when, and with which others, its row is deleted.
  bool take(ModelBase& record);
  /// All targets of an association are about to be written at once: what was declared before goes first.
  void make_way(const AssociationInfo& association);
  /// All that is left. Each of it was come to before whatever happens next.
  void flush();

 private:
  friend class Step;
  struct Node {
    Node* parent = nullptr;
    const AssociationInfo* association = nullptr;  ///< that led here
    std::map<std::uint16_t, Node> next;            ///< by the places of their associations
    std::vector<Anchor> records{};
    std::vector<const ModelInfo*> referred{};  ///< models that they refer to, but by the association's other side
  };
  using Some = std::span<const Anchor>;

  Node& node_of(const AssociationInfo& association);
  [[nodiscard]] static bool refers(const Node& from, const ModelInfo& model);
  [[nodiscard]] static bool refers_from_later(const Node& to);
  void delete_before(const Node& node);
  void delete_all(Node& node);
  void delete_records(Node& node);
  void delete_by_keys(const ModelInfo& model, Some records);
  DatabaseCore& database_;
  Node root_;
  Node* at_ = &root_;
};

}  // namespace rowan
