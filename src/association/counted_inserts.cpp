// Counting rows that are inserted, which may be each other's owners.
#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "association/counted_writes.hpp"
#include "model/record/key.hpp"
#include "reflect/subclass.hpp"
#include "rowan/connection/database_core.hpp"

namespace rowan {
namespace {

bool counts_its_own(const ModelInfo& model) {
  return std::any_of(model.associations.begin(), model.associations.end(), [&](const AssociationInfo& association) {
    return association.counts && detail::leads_to_kin(association, model);
  });
}

// Rows that one step inserts. They may refer to each other, and to themselves: such an owner has no row to count in
// before they are there.
class NewRows {
 public:
  explicit NewRows(const ModelInfo& model) : model_(model), count_each_other_(counts_its_own(model)) {}

  /// With the record that becomes the row's, if that is to count along.
  void add(const void* object, ModelBase* record) {
    Key key;
    if (count_each_other_ && read_key(model_.primary_key, object, key)) records_.emplace(std::move(key), record);
  }

  template <class Insert>
  void write_around(OwnerCounts counts, const Insert& insert) const {
    OwnerCounts among_them = counts.split_off([&](const OwnerReference& owner) { return find(owner) != nullptr; });
    counts.write();
    insert();
    among_them.write();
  }

  [[nodiscard]] std::vector<Slot*> owners_at_hand(const ModelBase& record) const {
    std::vector<Slot*> owners = OwnerAtHand::all(model_, record.object());
    if (!count_each_other_) return owners;
    for (const AssociationInfo& association : model_.associations) {
      if (!association.counts) continue;
      const std::optional<OwnerReference> owner = owner_of(association, record.object());
      ModelBase* const* found = owner ? find(*owner) : nullptr;
      if (found == nullptr || *found == nullptr) continue;
      Slot* slot = (*found)->slot();
      if (std::find(owners.begin(), owners.end(), slot) == owners.end()) owners.push_back(slot);
    }
    return owners;
  }

 private:
  [[nodiscard]] ModelBase* const* find(const OwnerReference& owner) const {
    const bool here = &owner.reference->target->root() == &model_.root();
    const auto found = here ? records_.find(owner.key) : records_.end();
    return found == records_.end() ? nullptr : &found->second;
  }
  const ModelInfo& model_;
  const bool count_each_other_;
  std::unordered_map<Key, ModelBase*, KeyHash> records_;
};

}  // namespace

void count_inserts(const ModelInfo& model, std::span<ModelBase* const> records, DatabaseCore& database,
                   const std::function<void()>& write) {
  NewRows rows(model);
  for (ModelBase* record : records) rows.add(record->object(), record);
  database.run_step([&](Transaction&) {
    OwnerCounts counts(database);
    for (ModelBase* record : records) {
      counts.add_references_of(model, record->object());
      counts.add_turns_of(model, record->object());
    }
    rows.write_around(std::move(counts), write);
    for (ModelBase* record : records) {
      OwnerCounts own(database);
      own.add_references_of(model, record->object());
      for (Slot* owner : rows.owners_at_hand(*record)) own.move_loaded(*owner);
    }
  });
}

std::uint64_t count_inserts(const ModelInfo& model, const void* first, std::size_t stride, std::size_t count,
                            DatabaseCore& database, const std::function<std::uint64_t()>& write) {
  const auto each_object = [&](const auto& use) {
    for (std::size_t i = 0; i < count; ++i) use(static_cast<const std::byte*>(first) + i * stride);
  };
  NewRows rows(model);
  each_object([&](const void* object) { rows.add(object, nullptr); });
  std::uint64_t written = 0;
  database.run_step([&](Transaction&) {
    OwnerCounts counts(database);
    each_object([&](const void* object) { counts.add_references_of(model, object); });
    rows.write_around(std::move(counts), [&] { written = write(); });
  });
  return written;
}

}  // namespace rowan
