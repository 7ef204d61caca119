// The arithmetic of random-access iterators, told once.
#pragma once

#include <compare>
#include <cstddef>
#include <iterator>
#include <type_traits>

#include "rowan/export.hpp"

namespace rowan {

/// Base of an iterator over T. `Iterator` has `operator*`, prefix `operator++`, `operator+=` and
/// `distance_to(other)`; it names the hidden ones it overrides with `using`.
template <class Iterator, class T>
class RandomAccess {
 public:
  using value_type = std::remove_const_t<T>;
  using difference_type = std::ptrdiff_t;
  using reference = T&;
  using pointer = T*;
  using iterator_category = std::random_access_iterator_tag;

  T* operator->() const { return &*self(); }
  T& operator[](difference_type n) const { return *(self() + n); }
  Iterator operator++(int) {
    Iterator old = self();
    ++self();
    return old;
  }
  Iterator& operator--() { return self() += -1; }
  Iterator operator--(int) {
    Iterator old = self();
    self() += -1;
    return old;
  }
  Iterator& operator-=(difference_type n) { return self() += -n; }
  friend Iterator operator+(Iterator i, difference_type n) { return i += n; }
  friend Iterator operator+(difference_type n, Iterator i) { return i += n; }
  friend Iterator operator-(Iterator i, difference_type n) { return i += -n; }
  friend difference_type operator-(const Iterator& a, const Iterator& b) { return b.distance_to(a); }
  friend bool operator==(const Iterator& a, const Iterator& b) { return a.distance_to(b) == 0; }
  friend auto operator<=>(const Iterator& a, const Iterator& b) { return b.distance_to(a) <=> 0; }

 private:
  Iterator& self() { return static_cast<Iterator&>(*this); }
  const Iterator& self() const { return static_cast<const Iterator&>(*this); }
};

}  // namespace rowan
