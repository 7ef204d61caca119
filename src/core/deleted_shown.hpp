// Whether rows that are deleted softly are found, on this thread.
#pragma once

#include <utility>

namespace rowan {

inline constinit thread_local int shows_deleted = 0;

/// While the library looks for deleted rows.
class DeletedShown {
 public:
  DeletedShown() noexcept { ++shows_deleted; }
  ~DeletedShown() { --shows_deleted; }
  DeletedShown(const DeletedShown&) = delete;
  DeletedShown& operator=(const DeletedShown&) = delete;
};

/// For what the program does meanwhile: it does not see them.
class DeletedHidden {
 public:
  DeletedHidden() noexcept : outer_(std::exchange(shows_deleted, 0)) {}
  ~DeletedHidden() { shows_deleted = outer_; }
  DeletedHidden(const DeletedHidden&) = delete;
  DeletedHidden& operator=(const DeletedHidden&) = delete;

 private:
  int outer_;
};

}  // namespace rowan
