# The commands of docs/guide/use-in-your-project.md, each region of them run by tests/install/use.py.

# [snippet: install]
./dev build
sudo meson install -C build/release
sudo ldconfig
# [end]

# [snippet: pkg-config]
g++ -std=c++20 first.cpp $(pkg-config --cflags --libs rowan) -o first && ./first
# [end]

# [snippet: elsewhere]
meson install -C build/release --destdir "$HOME/rowan"
export PKG_CONFIG_PATH="$(dirname "$(find "$HOME/rowan" -name rowan.pc)")"
export LD_LIBRARY_PATH="$(pkg-config --variable=libdir rowan)"
g++ -std=c++20 first.cpp $(pkg-config --cflags --libs rowan) -o first && ./first
# [end]

# [snippet: static]
g++ -std=c++20 first.cpp $(pkg-config --static --cflags --libs rowan | sed 's/-lrowan/-l:librowan.a/') -o first && ./first
# [end]

# [snippet: cmake]
cmake -S . -B build -G Ninja
cmake --build build
./build/first
# [end]

# [snippet: meson]
meson setup build
ninja -C build
./build/first
# [end]
