// What the state machine works on: every kind of association, generated and composite keys, a shared column, a record
// of itself, callbacks, a lock version. `code` tells rows apart, `tag` objects; no two rows have the same code.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <tuple>

#include "rowan/rowan.hpp"

namespace machine {

struct Kid;
struct Badge;
struct Label;

struct Owner : rowan::Model<Owner> {
  std::int64_t id{}, code{};
  std::string word;
  rowan::HasMany<Kid> kids;
  rowan::HasOne<Badge> badge;
  rowan::ManyToMany<Label> labels;
  int tag = 0;  // not stored

  ROWAN_MODEL(Owner, (), (id, code, word, kids, badge, labels))
  static void configure(rowan::ModelBuilder<Owner>& m) {
    m.table("machine_owners").has_many(&Owner::kids).dependent(rowan::dependent::destroy);
    m.has_one(&Owner::badge).dependent(rowan::dependent::nullify);
    m.many_to_many(&Owner::labels).join_table("machine_links", "owner_id", "label_id");
  }
};

enum Moment : std::uint8_t { before_save, after_save, before_destroy, after_destroy, moments };

struct Kid : rowan::Model<Kid> {
  std::int64_t id{}, code{};
  std::string word;
  rowan::BelongsTo<Owner> owner;
  int tag = 0;

  /// What the next callback of each moment does, once.
  inline static std::array<std::function<bool(Kid&)>, moments> does;
  inline static int told = 0;

  ROWAN_MODEL(Kid, (), (id, code, word, owner))
  static void configure(rowan::ModelBuilder<Kid>& m) {
    const auto at = [](Moment moment) {
      return [moment](Kid& kid) {
        const auto once = std::exchange(does[moment], nullptr);
        return once ? once(kid) : true;
      };
    };
    m.table("machine_kids").belongs_to(&Kid::owner).optional();
    m.before_save(at(before_save)).after_save(at(after_save));
    m.before_destroy(at(before_destroy)).after_destroy(at(after_destroy));
    m.after_commit([](const Kid&) { ++told; }).after_rollback([](const Kid&) { ++told; });
  }
};

struct Badge : rowan::Model<Badge> {
  std::int64_t id{}, code{};
  std::string word;
  rowan::BelongsTo<Owner> owner;
  int tag = 0;

  ROWAN_MODEL(Badge, (), (id, code, word, owner))
  static void configure(rowan::ModelBuilder<Badge>& m) {
    m.table("machine_badges").belongs_to(&Badge::owner).optional();
  }
};

struct Label : rowan::Model<Label> {
  std::int64_t id{}, code{};
  std::string word;
  std::int64_t lock_version{};
  rowan::ManyToMany<Owner> owners;
  int tag = 0;

  ROWAN_MODEL(Label, (), (id, code, word, lock_version, owners))
  static void configure(rowan::ModelBuilder<Label>& m) {
    m.table("machine_labels").many_to_many(&Label::owners).join_table("machine_links", "label_id", "owner_id");
  }
};

/// Its key has two parts, one of which its reference to another of its kind shares.
struct Node : rowan::Model<Node> {
  std::int32_t shard{};
  std::int64_t code{};
  std::string word;
  rowan::BelongsTo<Node, std::tuple<std::int32_t, std::int64_t>> parent;
  rowan::HasMany<Node> children;
  int tag = 0;

  ROWAN_MODEL(Node, (), (shard, code, word, parent, children))
  static void configure(rowan::ModelBuilder<Node>& m) {
    m.table("machine_nodes").primary_key(&Node::shard, &Node::code);
    m.belongs_to(&Node::parent).columns(&Node::shard, "parent_code").optional();
    m.has_many(&Node::children).dependent(rowan::dependent::nullify);
  }
};

}  // namespace machine
