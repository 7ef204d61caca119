// What is in a key ring.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/sodium/key_ring.hpp"
#include "sodium/sodium.hpp"

namespace rowan {

struct KeyRing::Keys {
  static constexpr std::size_t size = 32;
  struct Free {
    void operator()(unsigned char* secret) const noexcept { sodium_free(secret); }  // which overwrites it
  };
  struct Key {
    std::string id;
    std::unique_ptr<unsigned char, Free> secret;
  };
  std::vector<Key> list;

  /// Null when there is none.
  [[nodiscard]] const Key* find(std::string_view id) const noexcept {
    for (const Key& key : list) {
      if (key.id == id) return &key;
    }
    return nullptr;
  }
};

}  // namespace rowan
