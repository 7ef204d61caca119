// Loading while the program goes on with something else.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "rowan/export.hpp"
#include "rowan/model/relation.hpp"

namespace rowan {
namespace detail {

/// Work in a thread of its own, which the destructor waits for.
class ROWAN_EXPORT Background {
 public:
  explicit Background(std::function<void()> work);
  Background(Background&&) noexcept;
  Background& operator=(Background&&) = delete;
  ~Background();
  /// Until it is done. @throws what it threw.
  void wait();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[noreturn]] ROWAN_EXPORT void refuse_second_get();
ROWAN_EXPORT void require_no_transaction(DatabaseCore& database, std::string_view model);

}  // namespace detail

/// Records that are being loaded. Its end waits for the load, too.
template <class T>
class Loading {
 public:
  explicit Loading(Relation<T> rows)
      : records_(std::make_unique<Records<T>>()),
        background_([rows = std::move(rows), into = records_.get()] { *into = rows.load(); }) {}
  /// Waits, and gives the records: once. @throws what the load threw; QueryError the second time.
  [[nodiscard]] Records<T> get() {
    background_.wait();
    const std::unique_ptr<Records<T>> loaded = std::move(records_);
    if (loaded == nullptr) detail::refuse_second_get();
    return std::move(*loaded);
  }

 private:
  std::unique_ptr<Records<T>> records_;  // which the thread fills, wherever this object moves
  detail::Background background_;
};

/// Loads a relation's records in a thread of its own, on another connection of the pool. Default conditions are asked
/// here and now. In a pool of one, as of a database in memory, don't wait for it inside of a transaction, which has
/// that connection. @throws TransactionError inside of a transaction, which another thread would not share.
///   auto posts = rowan::load_async(Post::where(Post::c.published));
///   auto users = User::all().load();  // meanwhile
///   for (Post& post : posts.get()) …
template <class T>
[[nodiscard]] Loading<T> load_async(Relation<T> relation) {
  relation.stay_where_asked();
  detail::require_no_transaction(*relation.resolve_database(), T::rowan_info().name);
  return Loading<T>(std::move(relation));
}

}  // namespace rowan
