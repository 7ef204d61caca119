#include "faults/subject.hpp"

ROWAN_REGISTER_MODEL(faults::Entry)

namespace faults {
namespace {

std::vector<Subject>& list() {
  static std::vector<Subject> all;
  return all;
}

}  // namespace

bool add_subject(Subject subject) {
  list().push_back(std::move(subject));
  return true;
}

const std::vector<Subject>& subjects() { return list(); }

}  // namespace faults
