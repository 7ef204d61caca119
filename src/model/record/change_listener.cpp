#include "rowan/model/change_listener.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <optional>
#include <utility>

#include "association/counted_writes.hpp"
#include "association/owner_touches.hpp"
#include "core/deleted_shown.hpp"
#include "model/record/anchor.hpp"
#include "model/record/key.hpp"
#include "model/record/record_log.hpp"
#include "model/record/tell_change.hpp"

namespace rowan {
namespace {

using ListenerPtr = std::shared_ptr<ChangeListener>;
using Listeners = std::vector<ListenerPtr>;

struct ListenerEntry {
  const ModelInfo* model;  // null: all
  ListenerPtr listener;
};

struct ListenerRegistry {
  std::mutex mutex;
  std::vector<std::unique_ptr<ListenerEntry>> entries;
};

// Never destroyed: what listens may end after the globals of this library.
ListenerRegistry& listener_registry() {
  static auto* const made = new ListenerRegistry;
  return *made;
}

// The listeners that this thread is telling, innermost first.
struct Telling {
  explicit Telling(const ChangeListener& told) : listener(told), outer(std::exchange(innermost, this)) {}
  ~Telling() { innermost = outer; }
  Telling(const Telling&) = delete;
  Telling& operator=(const Telling&) = delete;
  static bool is_told(const ChangeListener& listener) {
    const Telling* at = innermost;
    while (at != nullptr && &at->listener != &listener) at = at->outer;
    return at != nullptr;
  }

  const ChangeListener& listener;
  const Telling* outer;
  const DeletedHidden usual{};
  static constinit thread_local const Telling* innermost;
};
constinit thread_local const Telling* Telling::innermost = nullptr;

Listeners listeners_of(const ModelInfo& model) {
  ListenerRegistry& registry = listener_registry();
  Listeners found;
  const std::lock_guard lock(registry.mutex);
  for (const auto& entry : registry.entries) {
    const bool wants = entry->model == nullptr || entry->model == &model;
    if (wants && !Telling::is_told(*entry->listener)) found.push_back(entry->listener);
  }
  return found;
}

using Moment = void (ChangeListener::*)(const RowChange&);

void tell(const Listeners& listeners, Moment moment, const RowChange& change) {
  for (const ListenerPtr& listener : listeners) {
    const Telling telling(*listener);
    ((*listener).*moment)(change);
  }
}

// The record that is written stays in place, for the next listener and for whoever writes it.
void tell(const Listeners& listeners, Moment moment, const RowChange& change, const std::optional<Anchor>& anchor) {
  if (!anchor) return tell(listeners, moment, change);
  const CalledBack guard(anchor->slot());
  for (const ListenerPtr& listener : listeners) {
    tell({listener}, moment, change);
    anchor->require_in_place(change.operation == Operation::destroy ? "destroy" : "save");
  }
}

// `write` puts into the change what is known afterwards; false when nothing was sent.
bool tell_around(const Listeners& listeners, RowChange& change, ModelBase* record, DatabaseCore& database,
                 const std::function<bool()>& write) {
  std::optional<Anchor> anchor;
  if (record != nullptr) anchor.emplace(*record);
  bool sent = false;
  database.run_step([&](Transaction& transaction) {
    tell(listeners, &ChangeListener::before, change, anchor);
    sent = write();
    if (!sent) return;
    const auto kept = std::make_shared<RowChange>(change);
    kept->record = nullptr;
    for (const ListenerPtr& listener : listeners) {
      transaction.after_commit([listener, kept] { tell({listener}, &ChangeListener::after_commit, *kept); });
      transaction.after_rollback([listener, kept] { tell({listener}, &ChangeListener::after_rollback, *kept); });
    }
    tell(listeners, &ChangeListener::after, change, anchor);
  });
  return sent;
}

std::vector<Change> all_values(const ModelBase& record) {
  std::vector<Change> values;
  for (const AttributeInfo& attribute : record.model_info().attributes)
    values.push_back({attribute.name, record.get(attribute.name), Value(), attribute.secret});
  // What was set and not saved is not in the row.
  for (Change& changed : record.changes()) {
    const auto same = std::find_if(values.begin(), values.end(),
                                   [&](const Change& value) { return value.attribute == changed.attribute; });
    if (same != values.end()) same->before = std::move(changed.before);
  }
  return values;
}

std::vector<Change> changes_of(const ModelBase& record, Operation operation,
                               std::span<const AttributeInfo* const> only) {
  if (operation == Operation::destroy) return all_values(record);
  std::vector<Change> changes = record.changes();
  if (only.empty()) return changes;
  std::erase_if(changes, [&](const Change& change) {
    return std::none_of(only.begin(), only.end(),
                        [&](const AttributeInfo* attribute) { return attribute->name == change.attribute; });
  });
  return changes;
}

// Of a column that the database counted up, the member tells only afterwards.
void add_missing(std::vector<Change>& changes, const ModelBase& record, std::span<const AttributeInfo* const> sent) {
  for (const AttributeInfo* attribute : sent) {
    const bool known = std::any_of(changes.begin(), changes.end(),
                                   [&](const Change& change) { return change.attribute == attribute->name; });
    if (!known) changes.push_back({attribute->name, std::nullopt, record.get(attribute->name), attribute->secret});
  }
}

std::vector<Value> key_in(const ModelBase& record) {
  if (!record.is_persisted() && !record.is_destroyed()) return {};
  return key_parts(slot_key(*record.slot()), record.model_info().primary_key);
}

bool tell_listeners(ModelBase& record, Operation operation, DatabaseCore& database, const std::function<bool()>& write,
                    std::span<const AttributeInfo* const> only) {
  const ModelInfo& model = record.model_info();
  const Listeners listeners = anybody_listens() ? listeners_of(model) : Listeners();
  if (listeners.empty()) return write();
  RowChange change{operation,
                   model,
                   &record,
                   key_in(record),
                   changes_of(record, operation, only),
                   0,
                   Database(database.shared_from_this())};
  if (operation == Operation::update && change.changes.empty() && only.empty()) return write();  // nothing to send
  return tell_around(listeners, change, &record, database, [&] {
    if (!write()) return false;
    change.rows = 1;
    if (operation == Operation::destroy) return true;
    change.key = key_in(record);
    if (only.empty())
      change.changes = record.saved_changes();
    else
      add_missing(change.changes, record, only);
    return true;
  });
}

}  // namespace

constinit std::atomic<std::uint32_t> listener_count{0};

bool is_listened_to(const ModelInfo& model) { return anybody_listens() && !listeners_of(model).empty(); }

bool tell_write(ModelBase& record, Operation operation, DatabaseCore& database, const std::function<bool()>& write,
                std::span<const AttributeInfo* const> only) {
  const ModelInfo& model = record.model_info();
  const auto tell = [&] { return tell_listeners(record, operation, database, write, only); };
  const auto count = [&](std::optional<OwnerRows>* before) {
    return model.counts_owners ? count_write(record, operation, database, tell, only, before) : tell();
  };
  // What is written without time-stamps leaves none elsewhere.
  if (!model.touches_owners || !only.empty()) return count(nullptr);
  return touch_write(record, operation, database, [&](std::optional<OwnerRows>& before) { return count(&before); });
}

std::uint64_t tell_bulk_write(const ModelInfo& model, Operation operation, DatabaseCore& database,
                              const std::function<std::uint64_t()>& write) {
  // What is loaded from now on may hold rows that a rollback takes back: lists note that where there is a log.
  if (TransactionState* open = database.transaction()) static_cast<void>(RecordLog::of(*open));
  const Listeners listeners = anybody_listens() ? listeners_of(model) : Listeners();
  if (listeners.empty()) return write();
  RowChange change{operation, model, nullptr, {}, {}, 0, Database(database.shared_from_this())};
  tell_around(listeners, change, nullptr, database, [&] {
    change.rows = write();
    return true;
  });
  return change.rows;
}

std::string_view to_string(Operation operation) noexcept {
  constexpr std::array<std::string_view, 7> names{"insert",     "update",     "destroy",   "insert_all",
                                                  "upsert_all", "update_all", "delete_all"};
  return names[static_cast<std::size_t>(operation)];
}

ChangeListener::~ChangeListener() = default;
void ChangeListener::before(const RowChange&) {}
void ChangeListener::after(const RowChange&) {}
void ChangeListener::after_commit(const RowChange&) {}
void ChangeListener::after_rollback(const RowChange&) {}

Listening listen(std::shared_ptr<ChangeListener> listener, const ModelInfo* model) {
  ListenerRegistry& registry = listener_registry();
  const std::lock_guard lock(registry.mutex);
  registry.entries.push_back(std::make_unique<ListenerEntry>(ListenerEntry{model, std::move(listener)}));
  listener_count.fetch_add(1, std::memory_order_relaxed);
  return Listening(registry.entries.back().get());
}

Listening::Listening(Listening&& other) noexcept : entry_(std::exchange(other.entry_, nullptr)) {}

Listening::~Listening() {
  if (entry_ == nullptr) return;
  std::unique_ptr<ListenerEntry> ended;  // its destructor, which may be the user's code, runs outside of the lock
  ListenerRegistry& registry = listener_registry();
  const std::lock_guard lock(registry.mutex);
  const auto own = std::find_if(registry.entries.begin(), registry.entries.end(),
                                [this](const auto& entry) { return entry.get() == entry_; });
  ended = std::move(*own);
  registry.entries.erase(own);
  listener_count.fetch_sub(1, std::memory_order_relaxed);
}

}  // namespace rowan
