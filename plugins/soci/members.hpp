// How a native statement reads the members of a record. A template, so that the calls are direct.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "rowan/connection/statement.hpp"

namespace rowan {

/// `RowReader::read_members` by the statement's own `read`.
template <class NativeStatement>
void read_each_member(NativeStatement& statement, std::span<const MemberStep> steps, void* object, int& column) {
  for (const MemberStep& step : steps) {
    void* member = static_cast<std::byte*>(object) + step.offset;
    bool done = false;
    switch (step.kind) {
      case MemberKind::int64:
        done = statement.read(column, *static_cast<std::int64_t*>(member));
        break;
      case MemberKind::float64:
        done = statement.read(column, *static_cast<double*>(member));
        break;
      case MemberKind::text:
        done = statement.read(column, *static_cast<std::string*>(member));
        break;
      case MemberKind::key64:
        done = statement.read(column, step.key.number(member));
        if (done) step.key.mark_present(member);
        break;
      case MemberKind::other:
        break;
    }
    if (!done) step.read(statement, column, member);  // which also tells what is wrong with a NULL
    ++column;
  }
}

}  // namespace rowan
