#include "association/settle.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_set>

#include "model/load/equal_keys.hpp"
#include "model/load/record_statements.hpp"
#include "model/load/rough_key.hpp"
#include "rowan/sql/compiler.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/statements.hpp"

namespace rowan {
namespace {

bool has_text(const std::vector<const AttributeInfo*>& parts) {
  return std::any_of(parts.begin(), parts.end(), [](const auto* part) { return part->type.kind == TypeKind::text; });
}

// Deals the rows out anew to the owners that the database was asked about.
class Dealer {
 public:
  Dealer(const AssociationInfo& association, std::span<const Key> keys, Stash& part, const RecordSet& loaded)
      : association_(association), keys_(keys), part_(part) {
    for (std::size_t i = 0; i < loaded.size(); ++i) order_.emplace(loaded.slot(i), i);
    for (std::size_t i = 0; i < keys.size(); ++i) positions_.emplace(keys[i], i);
  }

  void deal(const EqualKeys& equal) {
    std::map<std::size_t, std::vector<Slot*>> rows;
    for (const auto& [spelling, asked] : equal) {
      const auto found = part_.shares.find(spelling);
      if (found == part_.shares.end()) continue;
      for (const std::size_t position : with_its_own(spelling, asked)) {
        auto& own = rows[position];
        own.insert(own.end(), found->second.begin(), found->second.end());
      }
    }
    Stash before;  // lets go of what it holds when all is dealt
    for (const auto& [spelling, asked] : equal) move_share(spelling, before);
    for (auto& [position, own] : rows) {
      std::sort(own.begin(), own.end(), [&](Slot* a, Slot* b) { return order_.at(a) < order_.at(b); });
      part_.shares[keys_[position]] = share_of(own);
    }
  }

 private:
  // An owner that is spelt as its rows are need not have been asked about.
  std::vector<std::size_t> with_its_own(const Key& spelling, std::vector<std::size_t> positions) const {
    const auto own = positions_.find(spelling);
    const bool told =
        own == positions_.end() || std::find(positions.begin(), positions.end(), own->second) != positions.end();
    if (!told) positions.push_back(own->second);
    return positions;
  }
  void move_share(const Key& spelling, Stash& to) {
    auto node = part_.shares.extract(spelling);
    if (!node.empty()) to.shares.insert(std::move(node));
  }
  // A record can be the target of several, but in the list of one only.
  Share share_of(const std::vector<Slot*>& rows) {
    bool again = false;
    for (Slot* row : rows) again |= !dealt_.insert(row).second;
    if (again && !association_.refers()) return copies_of(rows);
    for (Slot* row : rows) row->block->add_strong();
    return rows;
  }

  const AssociationInfo& association_;
  std::span<const Key> keys_;
  Stash& part_;
  std::unordered_map<const Slot*, std::size_t> order_;
  std::unordered_map<Key, std::size_t, KeyHash> positions_;
  std::unordered_set<const Slot*> dealt_;
};

bool none_found(const std::vector<std::size_t>& alike, std::span<const Key> keys, const Stash& part) {
  return std::all_of(alike.begin(), alike.end(),
                     [&](std::size_t position) { return part.shares.find(keys[position])->second.empty(); });
}

}  // namespace

bool settle_shares(const AssociationInfo& association, std::span<const Key> keys, Stash& part, const RecordSet& loaded,
                   Connection& connection) {
  const bool strays = part.shares.size() > keys.size();
  const auto& parts = association_owner_key(association);
  if (!strays && (keys.size() < 2 || loaded.empty() || !has_text(parts))) return true;
  std::vector<std::size_t> positions;
  if (strays) {
    positions.resize(keys.size());
    std::iota(positions.begin(), positions.end(), std::size_t{0});
  } else {
    positions = alike(keys, connection.dialect().can().collates_beyond_ascii);
    if (none_found(positions, keys, part)) return true;
  }
  RecordStatements& statements = RecordStatements::of(connection, *association.target);
  const auto sql = [&](std::size_t count) { return statements.equal_keys(&association, count); };
  const EqualKeys equal = find_equal_keys(connection, keys, positions, parts, sql, association.target->name);
  Dealer(association, keys, part, loaded).deal(equal);
  for (const Key& key : keys) part.shares.try_emplace(key);
  return part.shares.size() == keys.size();
}

}  // namespace rowan
