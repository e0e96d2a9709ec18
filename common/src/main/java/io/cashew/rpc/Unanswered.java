package io.cashew.rpc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stream has asked and not been answered, by numbers that it gives. Adding, finding and
 * removing take a few steps, however many there are and in whatever order they are answered: a hash
 * table with open addressing needs many where numbers follow each other, for they fill it in one
 * long run.
 *
 * <p>Here a number's place is its last bits, and a number whose place is taken is not given. So
 * numbers rise, with gaps where something takes long. Confined to its stream's event loop.
 *
 * @param <T> what is asked
 */
public final class Unanswered<T> {
  private static final int FIRST_CAPACITY = 64;

  private @Nullable Object[] items = new Object[FIRST_CAPACITY]; // length is a power of two
  private long[] numbers = new long[FIRST_CAPACITY];
  private long next = 1;
  private int size;

  /** Adds something; returns its number, at least 1. */
  public long add(T item) {
    if (2 * size >= items.length) {
      grow();
    }
    while (items[place(next)] != null) {
      next++;
    }
    long number = next;
    items[place(number)] = item;
    numbers[place(number)] = number;
    next++;
    size++;
    return number;
  }

  /** Says whether what has a number is there. */
  public boolean contains(long number) {
    int place = place(number);
    return items[place] != null && numbers[place] == number;
  }

  /** Removes what has a number and returns it; null: there is none. */
  @SuppressWarnings("unchecked") // only such were put in
  public @Nullable T remove(long number) {
    int place = place(number);
    Object item = items[place];
    if (item == null || numbers[place] != number) {
      return null;
    }
    items[place] = null;
    size--;
    return (T) item;
  }

  /** Removes all, in no order. */
  @SuppressWarnings("unchecked")
  public List<T> removeAll() {
    List<T> all = new ArrayList<>(size);
    for (Object item : items) {
      if (item != null) {
        all.add((T) item);
      }
    }
    Arrays.fill(items, null);
    size = 0;
    return all;
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  private int place(long number) {
    return (int) number & (items.length - 1);
  }

  /** Numbers that had different places have different places. */
  private void grow() {
    @Nullable Object[] before = items;
    long[] numbersBefore = numbers;
    items = new Object[2 * before.length];
    numbers = new long[2 * before.length];
    for (int i = 0; i < before.length; i++) {
      if (before[i] != null) {
        int place = place(numbersBefore[i]);
        items[place] = before[i];
        numbers[place] = numbersBefore[i];
      }
    }
  }
}
