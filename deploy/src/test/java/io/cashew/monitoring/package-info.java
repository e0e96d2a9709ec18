/**
 * Tests of what operators see of a running cluster: metrics, health, dashboards and alerts, and the
 * documents about them.
 */
@NullMarked
package io.cashew.monitoring;

import org.jspecify.annotations.NullMarked;
